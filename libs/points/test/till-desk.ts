import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { Members } from '@regulars/member/contract';
import { order } from '@regulars/order';
import type { OrderState } from '@regulars/order/contract';
import { type Context, newUuid, readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { points } from '../src';
import { tillPayment } from '../src/domain/till-payment';
import { expectBooksBalance } from './audit';
import { join, line, SETTINGS_UPDATE, upsert } from './documents';

export const uuid = (id: string): string => readId('mbr', id) as string;
export const minutes = (now: Date, count: number): Date => new Date(now.getTime() + count * 60_000);

/** Two teas of 100 and a cake of 50, 120 points paid: 96 for the teas, 24 for the cake. */
export const LINES = [line({ quantity: 2, unitPrice: '100' }), line({ number: 2, sku: 'CAKE', unitPrice: '50' })];
const BY_LINE = new Map([[1, 96], [2, 24]]);

/** A till that takes a member's points, without the rest of the sale. */
export class Desk {
  constructor(readonly shop: TestShop, readonly buyer: string) {}

  /** As the till does: in a transaction that holds the member's lock. */
  locked<T>(work: (ctx: Context, memberId: string) => Promise<T>): Promise<T> {
    return this.shop.context(async (ctx) => {
      await ctx.use(Members).lock([uuid(this.buyer)]);
      return work(ctx, uuid(this.buyer));
    });
  }

  async hold(count: number, forMinutes = 5): Promise<string> {
    const holdId = newUuid();
    await this.locked((ctx, memberId) => tillPayment.hold(ctx, { holdId, memberId, points: count, expiresAt: minutes(ctx.now, forMinutes) }));
    return holdId;
  }

  /** A revision of the sale as a till reports it. */
  bought(changes: object = {}): Promise<{ order: { id: string } }> {
    return upsert(this.shop.everything(), { member: { id: this.buyer }, paidWithPoints: '120', lines: LINES, ...changes }) as Promise<{ order: { id: string } }>;
  }

  revise(revision: number, changes: object): Promise<unknown> {
    return this.bought({ revision, updatedAt: `2026-01-05T11:0${revision}:00+08:00`, ...changes });
  }

  async paid(orderId: string, how: { readonly holdId: string } | null): Promise<void> {
    const sale = { id: readId('ord', orderId) as string, placedAt: await this.shop.now() } as OrderState;
    await this.locked((ctx, memberId) => {
      const burned = { order: sale, memberId, points: 120, byLine: BY_LINE };
      return how ? tillPayment.capture(ctx, { ...burned, ...how }) : tillPayment.burn(ctx, burned);
    });
  }
}

export interface Made {
  readonly platform: TestPlatform;
  readonly shop: TestShop;
  readonly staff: TestCaller;
  readonly buyer: string;
  readonly desk: Desk;
}

/** One platform for the specs of a file; for each of them a brand whose points are worth one each, and whose books must balance after it. */
export function deskForEach(use: (made: Made) => void): void {
  let platform: TestPlatform;
  let shop: TestShop;
  beforeAll(async () => {
    platform = await createTestPlatform([brand, member, order, points]);
  });
  afterAll(() => platform.stop());
  beforeEach(async () => {
    shop = await platform.brand();
    const staff = shop.everything();
    await staff.one(SETTINGS_UPDATE, { input: { worth: '1', onBurnRefund: 'RESTORE' } });
    const buyer = await join(staff);
    use({ platform, shop, staff, buyer, desk: new Desk(shop, buyer) });
  });
  afterEach(() => expectBooksBalance(shop));
}
