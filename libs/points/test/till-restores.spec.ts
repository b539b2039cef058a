import { Members } from '@regulars/member/contract';
import { newUuid } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { Ledger } from '../src/domain/ledger';
import { tillPayment } from '../src/domain/till-payment';
import { burn, grant, join, newKey, SETTINGS_UPDATE, walletOf } from './documents';
import { type Desk, deskForEach, LINES, minutes, uuid } from './till-desk';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let buyer: string;
let desk: Desk;

deskForEach((made) => void ({ platform, shop, staff, buyer, desk } = made));

const kindsOf = async (memberId: string): Promise<string[]> => (await walletOf(staff, memberId)).entries.nodes.map(({ kind, points: moved }: { kind: string; points: number }) => `${kind} ${moved}`);

/** The buyer's order, of 120 points. */
async function sale(changes: object = {}): Promise<string> {
  const { order: sold } = await desk.bought(changes);
  await desk.paid(sold.id, null);
  return sold.id;
}

async function merged(survivorId: string, loserId: string): Promise<() => Promise<unknown>> {
  const { operationId } = await staff.one(`mutation { memberMerge(survivorId: "${survivorId}", loserId: "${loserId}", reason: "same", idempotencyKey: "${newKey()}") { operationId userErrors { message } } }`);
  await platform.rows('UPDATE member.member SET spendable_from = NULL WHERE brand_id = $1', [shop.id]);
  return () => staff.one(`mutation { memberUnmerge(operationId: "${operationId}", reason: "not the same", idempotencyKey: "${newKey()}") { userErrors { message } } }`);
}

it('keeps the points of an order that is placed and not paid in money yet', async () => {
  await grant(staff, buyer, 120);
  await sale({ status: 'PLACED' });
  await desk.revise(2, { status: 'PLACED', lines: LINES.map((each) => ({ ...each, name: 'named since' })) });
  await desk.revise(3, { status: 'PAID' });
  expect(await kindsOf(buyer)).toEqual(['BURN -120', 'EARN 120']);
});

it('gives back what was paid also where a later revision says nothing of points', async () => {
  await grant(staff, buyer, 120);
  await sale();
  await desk.revise(2, { status: 'FULFILLED', paidWithPoints: null });
  expect(await kindsOf(buyer)).toEqual(['BURN -120', 'EARN 120']);
  await desk.revise(3, { status: 'VOIDED', paidWithPoints: null });
  expect(await kindsOf(buyer)).toEqual(['RESTORE_BURN 120', 'BURN -120', 'EARN 120']);
});

it('gives nothing back for lines that are numbered anew, and their share once they are refunded', async () => {
  await grant(staff, buyer, 120);
  await sale();
  const [teas, cake] = [{ ...LINES[0], number: 11 }, { ...LINES[1], number: 12 }];
  await desk.revise(2, { lines: [teas, cake] });
  expect(await kindsOf(buyer)).toEqual(['BURN -120', 'EARN 120']);
  // 50 of 250 refunded: 96 * 50 / 250 = 19.2, 24 * 50 / 250 = 4.8
  await desk.revise(3, { lines: [teas, { ...cake, refundedQuantity: 1 }] });
  expect((await kindsOf(buyer))[0]).toBe('RESTORE_BURN 23');
  await desk.revise(4, { lines: [{ ...teas, refundedQuantity: 2 }, { ...cake, refundedQuantity: 1 }], status: 'REFUNDED' });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 120 });
});

describe('points of somebody else than whose order it is now', () => {
  /** Somebody at work on the payer's wallet, who read it before the void and writes it behind. */
  async function voidedMeanwhile(payer: string, voiding: () => Promise<unknown>): Promise<void> {
    let voided: Promise<unknown> = Promise.resolve();
    await shop.context(async (ctx) => {
      await ctx.use(Members).lock([uuid(payer)]);
      const ledger = await Ledger.of(ctx);
      await ledger.load(ctx, { whole: [uuid(payer)] });
      voided = voiding();
      await expect(Promise.race([voided, new Promise((done) => setTimeout(done, 300, 'WAITS'))])).resolves.toBe('WAITS');
      await tillPayment.hold(ctx, { holdId: newUuid(), memberId: uuid(payer), points: 50, expiresAt: minutes(ctx.now, 5) });
    });
    await voided;
  }

  it('wait for that one, where the order went to another member', async () => {
    await grant(staff, buyer, 300);
    await sale();
    const other = await join(staff);
    await desk.revise(2, { member: { id: other } });
    await voidedMeanwhile(buyer, () => desk.revise(3, { member: { id: other }, status: 'VOIDED' }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 300, held: 50 });
    expect(await kindsOf(buyer)).toEqual(['RESTORE_BURN 120', 'BURN -120', 'EARN 300']);
  });

  it('wait for that one, where the merge that brought the points was undone', async () => {
    const other = await join(staff);
    await grant(staff, other, 200, { expiresAt: minutes(await shop.now(), 60).toISOString() });
    await grant(staff, buyer, 120);
    const unmerge = await merged(buyer, other);
    await sale();
    await unmerge();
    await voidedMeanwhile(other, () => desk.revise(2, { status: 'VOIDED' }));
    expect(await walletOf(staff, other)).toMatchObject({ balance: 200, held: 50 });
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 120, held: 0 });
  });
});

it('captures a hold whose points went with an undone merge from what is there, the held ones among them', async () => {
  const other = await join(staff);
  await grant(staff, other, 120, { expiresAt: minutes(await shop.now(), 60).toISOString() });
  await grant(staff, buyer, 130);
  const unmerge = await merged(buyer, other);
  const holdId = await desk.hold(120);
  await unmerge();
  const { order: sold } = await desk.bought();
  await desk.paid(sold.id, { holdId });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 10, held: 0 });
  expect(await walletOf(staff, other)).toMatchObject({ balance: 120, held: 0 });
});

it('gives the days of grace to points of a lot that is over, whether or not another till holds some of it', async () => {
  await staff.one(SETTINGS_UPDATE, { input: { onBurnRefund: 'RESTORE_WITH_GRACE', restoreGraceDays: 30 } });
  await grant(staff, buyer, 130, { expiresAt: minutes(await shop.now(), 10).toISOString() });
  await sale();
  await desk.hold(10, 60);
  await shop.advance({ minutes: 20 });
  await desk.revise(2, { status: 'VOIDED' });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 130, held: 10 });
  await shop.advance({ days: 29 });
  await burn(staff, buyer, 130);
});

it('dates what a hold kept from expiring at the end of that hold, while another goes on', async () => {
  await grant(staff, buyer, 60, { expiresAt: minutes(await shop.now(), 10).toISOString() });
  await grant(staff, buyer, 50);
  const holdId = await desk.hold(60, 20);
  await desk.hold(10, 55);
  await shop.advance({ minutes: 25 });
  await shop.advance({ minutes: 60 });
  const ends = await platform.rows(`SELECT e.points, e.at = h.expires_at AS is_at_end FROM points.entry AS e, points.hold AS h WHERE e.brand_id = $1 AND e.kind = 'EXPIRE' AND h.id = $2`, [shop.id, holdId]);
  expect(ends).toEqual([{ points: -60, is_at_end: true }]);
});
