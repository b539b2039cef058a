import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { type OpenedShop, shopForEach } from '@regulars/testing';
import { lottery } from '../../src';

/** A shop with games for each spec of a file. */
export const lotteryShop = (take: (opened: OpenedShop) => void): void =>
  shopForEach([brand, member, order, points, lottery], { plugins: ['lottery'], timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW' }, take);
