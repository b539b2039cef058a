import { newUuid, publicId } from '@regulars/plugin-sdk';
import type { BundleItem, OnStockout } from '../data/bundle-terms';
import type { BundleRow } from '../data/bundle.statements';
import { BUNDLE_PREFIX } from './ids';
import { type Asking, planBundles, type World } from './plan-bundle';

const at = new Date('2026-01-05T04:00:00Z');
const coupon = (template: string, quantity = 1, each = 1): BundleItem => ({ reward: { kind: 'gift-coupon', spec: { template, quantity: each } }, quantity });
const points: BundleItem = { reward: { kind: 'points', spec: { points: 5 } }, quantity: 1 };
const within = ({ id }: BundleRow, quantity = 1): BundleItem => ({ reward: { kind: 'gift-bundle', spec: { bundle: publicId(BUNDLE_PREFIX, id) } }, quantity });
const bundle = (on_stockout: OnStockout, ...items: readonly BundleItem[]): BundleRow => ({ id: newUuid(), name: 'B', items, on_stockout });

/** Templates are named by their ids; `left` is their stock, and a member may have two of TWO. */
const worldWith = (left: Readonly<Record<string, number>>, ...bundles: readonly BundleRow[]): World => ({
  bundles: new Map(bundles.map((one) => [one.id, one])),
  kinds: new Set(['gift-coupon', 'gift-bundle', 'points']),
  templateIdOf: (name) => (name in left ? name : null),
  refusal: (id, _, { ofTemplate, ofMember }) => (id === 'TWO' && ofMember > 2 ? 'LIMIT_REACHED' : ofTemplate > (left[id] ?? 0) ? 'OUT_OF_STOCK' : null),
});

const asking = (one: BundleRow, memberId = 'm'): Asking => ({ bundle: one, memberId, at });
const told = (world: World, ...asked: readonly Asking[]): unknown[] =>
  planBundles(asked, world).map(({ refused, parts }) => [refused, ...parts.map(({ skipped, leaves }) => skipped ?? leaves.map((leaf) => ('templateId' in leaf ? leaf.templateId : leaf.reward.kind)).join(' '))]);

it('gives all, or, all or nothing, nothing', () => {
  const whole = bundle('FAIL', coupon('A', 2), points, coupon('B'));
  expect(told(worldWith({ A: 2, B: 1 }), asking(whole))).toEqual([[null, 'A A', 'points', 'B']]);
  expect(told(worldWith({ A: 2, B: 0 }), asking(whole))).toEqual([['OUT_OF_STOCK', 'NOT_ALONE', 'NOT_ALONE', 'OUT_OF_STOCK']]);
});

it('leaves out what is out of stock, each item whole', () => {
  const some = bundle('SKIP', coupon('A', 3), points, coupon('B'), coupon('GONE'), { reward: { kind: 'moon', spec: {} }, quantity: 1 });
  expect(told(worldWith({ A: 2, B: 1 }), asking(some))).toEqual([[null, 'OUT_OF_STOCK', 'points', 'B', 'NOT_AVAILABLE', 'NOT_AVAILABLE']]);
});

it('counts what earlier items, and earlier bundles, took; but not what was skipped', () => {
  const three = bundle('SKIP', coupon('A', 2), coupon('A', 2), coupon('A'));
  expect(told(worldWith({ A: 3 }), asking(three), asking(three))).toEqual([[null, 'A A', 'OUT_OF_STOCK', 'A'], [null, 'OUT_OF_STOCK', 'OUT_OF_STOCK', 'OUT_OF_STOCK']]);
  const whole = bundle('FAIL', coupon('A', 2), coupon('B'));
  expect(told(worldWith({ A: 2, B: 0 }), asking(whole), asking(bundle('FAIL', coupon('A', 2))))).toEqual([['OUT_OF_STOCK', 'NOT_ALONE', 'OUT_OF_STOCK'], [null, 'A A']]);
});

it('counts the limit of each member apart', () => {
  const two = bundle('FAIL', coupon('TWO', 1, 2));
  expect(told(worldWith({ TWO: 9 }), asking(two, 'm'), asking(two, 'm'), asking(two, 'n'))).toEqual([[null, 'TWO TWO'], ['LIMIT_REACHED', 'LIMIT_REACHED'], [null, 'TWO TWO']]);
});

it('takes bundles apart: each of them is all or nothing, or not, for itself', () => {
  const [whole, some] = [bundle('FAIL', coupon('A'), coupon('B')), bundle('SKIP', coupon('A'), coupon('B'))];
  const world = worldWith({ A: 3, B: 1 }, whole, some);
  expect(told(world, asking(bundle('SKIP', within(whole), within(whole), within(some, 2))))).toEqual([[null, 'A B', 'OUT_OF_STOCK', 'A A']]);
  expect(told(world, asking(bundle('FAIL', points, within(whole, 2))))).toEqual([['OUT_OF_STOCK', 'NOT_ALONE', 'OUT_OF_STOCK']]);
});
