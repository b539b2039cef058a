import { newUuid, publicId } from '@regulars/plugin-sdk';
import type { BundleItem } from '../data/bundle-terms';
import { reaches, sizesOf } from './bundle-graph';
import { BUNDLE_PREFIX } from './ids';

const [a, b, c, d] = [newUuid(), newUuid(), newUuid(), newUuid()] as [string, string, string, string];
const bundle = (id: string, quantity = 1): BundleItem => ({ reward: { kind: 'gift-bundle', spec: { bundle: publicId(BUNDLE_PREFIX, id) } }, quantity });
const points = (quantity = 1): BundleItem => ({ reward: { kind: 'points', spec: { points: 5 } }, quantity });
const coupons = (quantity: number, each: number): BundleItem => ({ reward: { kind: 'gift-coupon', spec: { template: 'A', quantity: each } }, quantity });

it('finds a bundle in itself, directly and through others, and tells a diamond from a circle', () => {
  const contents = new Map([[a, [points()]], [b, [bundle(a)]], [c, [bundle(b), bundle(a)]]]);
  expect(reaches(a, [bundle(a)], contents)).toBe(true);
  expect(reaches(a, [points(), bundle(c)], contents)).toBe(true);
  expect(reaches(d, [bundle(c), bundle(b), bundle(a)], contents)).toBe(false);
  expect(reaches(d, [bundle(d)], contents)).toBe(true);
});

it('counts what a bundle comes to with the bundles in it taken apart', () => {
  const sizes = sizesOf(new Map([[c, [bundle(b, 3), points()]], [b, [bundle(a, 2), points(2)]], [a, [points(2), coupons(2, 3)]]]));
  expect([a, b, c].map((id) => sizes.get(id))).toEqual([8, 18, 55]);
});
