export { giftCoupon, giftCoupon as default } from './plugin';
