import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { tier } from '../../src';

export const modules = [brand, member, order, points, tier];
