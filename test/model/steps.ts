import fc from 'fast-check';
import type { Basket } from './terms';

/** One thing that somebody does; which of what there is by then, `pick` says. */
export type Step =
  | { readonly do: 'join' }
  | { readonly do: 'merge'; readonly who: number; readonly loser: number }
  | { readonly do: 'order'; readonly who: number; readonly basket: Basket }
  | { readonly do: 'sell' | 'hold'; readonly who: number; readonly basket: Basket; readonly coupons: readonly number[]; readonly points: number; readonly minutes: number }
  | { readonly do: 'capture' | 'letGo' | 'void' | 'release' | 'reverse' | 'revoke' | 'offer' | 'takeBack'; readonly pick: number }
  | { readonly do: 'refund'; readonly pick: number; readonly line: number; readonly pieces: number }
  | { readonly do: 'issue'; readonly who: number; readonly template: number }
  | { readonly do: 'reserve'; readonly pick: number; readonly minutes: number }
  | { readonly do: 'redeem'; readonly pick: number; readonly basket: Basket; readonly asReserved: boolean; readonly isSold: boolean }
  | { readonly do: 'accept'; readonly pick: number; readonly who: number }
  | { readonly do: 'grant' | 'burn'; readonly who: number; readonly points: number }
  | { readonly do: 'clock'; readonly minutes: number };

const who = fc.nat(2);
const pick = fc.nat(50);
const price = fc.constantFrom(100, 145, 260, 780);
const basket: fc.Arbitrary<Basket> = fc.tuple(fc.integer({ min: 1, max: 3 }), price, fc.nat(2), price).map(([teas, tea, cakes, cake]) => [
  { sku: 'TEA' as const, quantity: teas, price: tea }, ...(cakes === 0 ? [] : [{ sku: 'CAKE' as const, quantity: cakes, price: cake }]),
]);
/** No hold ends, and no step of the clock leads, to where something else does. */
const minutes = fc.constantFrom(15, 45);
const points = fc.integer({ min: 1, max: 90 });

const just = <K extends Step['do']>(kind: K) => fc.constant(kind);
const picked = fc.constantFrom('capture' as const, 'letGo' as const, 'release' as const, 'reverse' as const, 'revoke' as const, 'offer' as const, 'offer' as const, 'offer' as const, 'takeBack' as const);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: just('join') }) },
  { weight: 1, arbitrary: fc.record({ do: just('merge'), who, loser: who }) },
  { weight: 3, arbitrary: fc.record({ do: just('accept'), pick, who }) },
  { weight: 4, arbitrary: fc.record({ do: just('order'), who, basket }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constantFrom('sell' as const, 'sell' as const, 'hold' as const), who, basket, coupons: fc.array(pick, { maxLength: 2 }), points: fc.oneof(fc.constant(0), points), minutes }) },
  { weight: 4, arbitrary: fc.record({ do: picked, pick }) },
  { weight: 2, arbitrary: fc.record({ do: just('void'), pick }) },
  { weight: 5, arbitrary: fc.record({ do: just('refund'), pick, line: fc.nat(1), pieces: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ do: just('issue'), who, template: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: just('reserve'), pick, minutes }) },
  { weight: 2, arbitrary: fc.record({ do: just('redeem'), pick, basket, asReserved: fc.boolean(), isSold: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: just('grant'), who, points }) },
  { weight: 3, arbitrary: fc.record({ do: just('burn'), who, points }) },
  { weight: 3, arbitrary: fc.record({ do: just('clock'), minutes: fc.constantFrom(30, 30, 720, 1_440, 3 * 1_440, 11 * 1_440, 31 * 1_440, 150 * 1_440) }) },
);
