import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { type OpenedShop, shopForEach } from '@regulars/testing';
import { referral } from '../../src';

/** A shop with referrals for each spec of a file. */
export const referralShop = (take: (opened: OpenedShop) => void): void =>
  shopForEach([brand, member, order, points, referral], { plugins: ['referral'], timeZone: 'Asia/Taipei', currency: 'TWD', sandbox: true }, take);
