export { referral, referral as default } from './plugin';
