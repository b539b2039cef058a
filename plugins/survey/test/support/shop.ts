import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { type OpenedShop, shopForEach } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { survey } from '../../src';

/** A shop with surveys for each spec of a file. */
export const surveyShop = (take: (opened: OpenedShop) => void): void => shopForEach([brand, member, order, points, tier, survey], { plugins: ['survey'] }, take);
