import { modules } from '@regulars/gateway/installation';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import fc from 'fast-check';
import { type Basket, POINTS } from './terms';
import { commandsMost, Shrinking, timesOf } from './length';
import { discountsOf, reportsOf, spendable } from './reports';
import { Town } from './town';

/**
 * Two members with one history; one of them also buys something, with coupons and points, and gives all of it back. In
 * the end both have the same. What is meant to be left is kept out: an order that came between has its tier's multiplier
 * for good, so tiers multiply nothing here; points that come back keep their own end, so none ends; and what the extra
 * points paid for is owed by the points earned first, which may be pending, so what can be spent and what is pending are
 * told together.
 */
let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform(modules);
}, 60_000);
afterAll(() => platform.stop());

type Move =
  | { readonly do: 'order'; readonly basket: Basket }
  | { readonly do: 'refund'; readonly pick: number }
  | { readonly do: 'grant' | 'burn'; readonly points: number }
  | { readonly do: 'issue'; readonly template: number }
  | { readonly do: 'clock'; readonly days: number };

const basket: fc.Arbitrary<Basket> = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(100, 145, 780), fc.integer({ min: 1, max: 2 }), fc.constantFrom(100, 260)).map(([teas, tea, cakes, cake]) => [
  { sku: 'TEA', quantity: teas, price: tea }, { sku: 'CAKE', quantity: cakes, price: cake },
]);
const points = fc.integer({ min: 1, max: 60 });
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('order' as const), basket }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refund' as const), pick: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('grant' as const, 'burn' as const), points }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('issue' as const), template: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('clock' as const), days: fc.constantFrom(1, 2, 40, 200) }) },
);

/** How the order comes back: its till voids it, or its source says so, at once or line by line. */
const extra = fc.record({ basket, coupons: fc.subarray([0, 1]), points: fc.oneof(fc.constant(0), points), back: fc.constantFrom('VOID' as const, 'WHOLE' as const, 'LINES' as const) });
type Extra = typeof extra extends fc.Arbitrary<infer T> ? T : never;

let serial = 0;

/** A member, and what they have done. */
class Buyer {
  private readonly orders: { readonly id: string; readonly at: number; readonly basket: Basket; back: boolean }[] = [];
  private readonly coupons: { readonly id: string; readonly code: string }[] = [];
  private readonly name = `buyer-${++serial}`;

  private constructor(private readonly town: Town, readonly id: string) {}

  static async begin(town: Town): Promise<Buyer> {
    const buyer = new Buyer(town, await town.join());
    await town.grant(buyer.id, 60);
    for (const template of [0, 1]) buyer.coupons.push((await town.issue(buyer.id, template))!);
    return buyer;
  }

  /** Whether it was done. */
  async move(move: Exclude<Move, { do: 'clock' }>, at: number): Promise<boolean> {
    if ('points' in move) return (await this.town[move.do](this.id, move.points)) !== null;
    if (move.do === 'order') {
      const order = { id: `${this.name}-${this.orders.length}`, at, basket: move.basket, back: false };
      this.orders.push(order);
      return (await this.town.order({ member: this.id, ...order })) !== null;
    }
    if (move.do === 'issue') {
      const coupon = await this.town.issue(this.id, move.template);
      if (coupon) this.coupons.push(coupon);
      return coupon !== null;
    }
    const order = this.orders[move.pick % Math.max(1, this.orders.length)];
    if (!order || order.back) return false;
    order.back = true;
    return (await this.town.order({ member: this.id, ...order, lines: order.basket.map(({ quantity }) => ({ back: quantity })), revision: 2, updatedAt: at })) !== null;
  }

  /** Answers how it is given back. */
  async buyMore({ basket: bought, coupons, points: burnt, back }: Extra, now: () => Promise<number>): Promise<() => Promise<void>> {
    const terms = { member: this.id, id: `${this.name}-extra`, at: await now(), basket: bought };
    const sold = await this.town.sell(terms, coupons.map((index) => this.coupons[index]!.code), burnt);
    if (!sold) throw new Error('The sale was refused');
    if (back === 'VOID') return async () => expect(await this.town.void(sold.id)).not.toBeNull();
    const lines = await discountsOf(this.town, sold.id);
    const refund = async (revision: number, backs: readonly number[]): Promise<void> => {
      expect(await this.town.order({ ...terms, lines: lines.map((off, index) => ({ off, back: backs[index]! })), paidWithPoints: burnt, revision, updatedAt: await now() })).not.toBeNull();
    };
    const whole = bought.map(({ quantity }) => quantity);
    return async () => {
      // The first piece of each line, then the rest of the first line, then everything.
      if (back === 'LINES') await refund(2, whole.map(() => 1));
      if (back === 'LINES') await refund(3, [whole[0]!, 1]);
      await refund(4, whole);
    };
  }

  /** Those that have not ended. */
  async usable(picks: readonly number[]): Promise<number[]> {
    const [{ coupons }] = await this.town.shown([this.id], this.coupons.map(({ id }) => id)) as [{ readonly coupons: readonly (readonly [number, string])[] }];
    return picks.filter((pick) => coupons.some(([index, state]) => index === pick && state === 'ACTIVE'));
  }

  async shown(): Promise<object> {
    const reports = await reportsOf(platform, this.id);
    const [{ balance, pending, ...shown }] = await this.town.shown([this.id], this.coupons.map(({ id }) => id)) as [{ readonly balance: number; readonly pending: number }];
    return { ...shown, total: balance + pending, reports };
  }
}

it('leaves a member who gave everything back as if it had never been bought', async () => {
  const shrinking = new Shrinking();
  const maxLength = Math.ceil(commandsMost(16) / 4);
  let town: Town | undefined;
  let runs = 0;
  const moves = fc.array(move, { maxLength, size: 'max' });
  await fc.assert(fc.asyncProperty(moves, extra, moves, (before, more, after) => shrinking.within(async () => {
    if (!town || runs++ % 100 === 0) town = await Town.open(platform, { multiplies: false, settings: `worth: "1", pendingDays: ${POINTS.pendingDays}` });
    const { shop } = town;
    const now = async (): Promise<number> => (await shop.now()).getTime();
    const [without, buyer] = [await Buyer.begin(town), await Buyer.begin(town)];
    const play = async (all: readonly Move[]): Promise<void> => {
      for (const each of all) {
        if (each.do === 'clock') await shop.advance({ days: each.days });
        else {
          const at = await now();
          // What the extra points made possible, or took away, for as long as they were there is another history.
          if (each.do === 'burn' && (await Promise.all([without, buyer].map(({ id }) => spendable(town!, id)))).some((left) => left < each.points)) continue;
          expect(await buyer.move(each, at)).toBe(await without.move(each, at));
        }
      }
    };
    await play(before);
    const giveBack = await buyer.buyMore({ ...more, points: Math.min(more.points, Math.max(0, await spendable(town, buyer.id))), coupons: await buyer.usable(more.coupons) }, now);
    await play(after);
    await giveBack();
    expect(await buyer.shown()).toEqual(await without.shown());
  })), { numRuns: Math.max(16, Math.ceil(timesOf(200) / 20)) });
}, 24 * 3_600_000);
