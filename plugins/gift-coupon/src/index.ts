export { giftCoupon } from './plugin';
