import { Rejection } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { tillPayment } from '../src/domain/till-payment';
import { burn, grant, join, line, liveRule, newKey, SETTINGS_UPDATE, upsert, walletOf } from './documents';
import { dayAt, LedgerBook, termsOf } from './ledger-book';
import { type Desk, deskForEach, LINES, minutes } from './till-desk';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let buyer: string;
let desk: Desk;

const inMinutes = async (count: number): Promise<string> => minutes(await shop.now(), count).toISOString();

deskForEach((made) => void ({ platform, shop, staff, buyer, desk } = made));

const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof Rejection)) throw new Error(`It was not refused: ${String(error)}`);
  return error.errors.map(({ code }) => code).join();
};
const kinds = async (): Promise<string[]> => (await walletOf(staff, buyer)).entries.nodes.map(({ kind, points: moved }: { kind: string; points: number }) => `${kind} ${moved}`);

it('keeps points from being spent, as part of the balance, and says nothing in the ledger', async () => {
  await grant(staff, buyer, 100);
  await desk.hold(70);
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 100, held: 70 });
  const { userErrors } = (await staff.run(`mutation { pointsBurn(memberId: "${buyer}", points: 31, reason: "more", idempotencyKey: "${newKey()}") { userErrors { code ... on InsufficientPointsError { required available } } } }`)).data.pointsBurn;
  expect(userErrors).toEqual([{ code: 'INSUFFICIENT_POINTS', required: 31, available: 30 }]);
  expect(await refusal(desk.hold(31))).toBe('INSUFFICIENT_POINTS');
  await burn(staff, buyer, 30);
  expect(await kinds()).toEqual(['BURN -30', 'EARN 100']);
  expect(await desk.locked((ctx, memberId) => tillPayment.terms(ctx, memberId))).toMatchObject({ available: 0 });
});

it('holds nothing any more once its time is over, whether or not a job ran', async () => {
  await grant(staff, buyer, 100);
  await desk.hold(70);
  await shop.advance({ minutes: 5 });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 100, held: 0 });
  await burn(staff, buyer, 100);
  expect(await kinds()).toEqual(['BURN -100', 'EARN 100']);
});

it('keeps what is held from expiring, and nothing else of the same lot', async () => {
  await grant(staff, buyer, 100, { expiresAt: await inMinutes(10) });
  const holdId = await desk.hold(60, 30);
  await shop.advance({ minutes: 15 });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 60, held: 60 });
  await desk.bought();
  await grant(staff, buyer, 60);
  expect(await kinds()).toEqual(['EARN 60', 'EXPIRE -40', 'EARN 100']);
  await desk.locked((ctx, memberId) => tillPayment.release(ctx, [{ holdId, memberId }]));
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 60, held: 0 });
  expect(await kinds()).toEqual(['EXPIRE -60', 'EARN 60', 'EXPIRE -40', 'EARN 100']);
});

it('lets expire at once what an order gives to points that are over but for what is held', () => {
  const book = new LedgerBook();
  book.order('o1', 1, termsOf(0, 0, 0));
  book.hold('h1', 1, 2);
  book.advance(1);
  book.order('o1', 2, termsOf(0, 0, 0));
  expect(book.entries.map(({ kind, points, at, balanceAfter }) => [kind, points, at, balanceAfter])).toEqual([['EARN', 1, dayAt(0), 1], ['EARN', 1, dayAt(1), 2], ['EXPIRE', -1, dayAt(1), 1]]);
  book.advance(1);
  expect(book.entries.at(-1)).toMatchObject({ kind: 'EXPIRE', points: -1, at: dayAt(2), balanceAfter: 0 });
});

it('posts what expired under a hold when that timed out, at its end', async () => {
  await grant(staff, buyer, 100, { expiresAt: await inMinutes(10) });
  await desk.hold(60, 30);
  await shop.advance({ minutes: 40 });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, held: 0 });
  expect(await kinds()).toEqual(['EXPIRE -60', 'EXPIRE -40', 'EARN 100']);
  const ends = `SELECT e.at FROM points.entry AS e WHERE e.brand_id = $1 AND e.kind = 'EXPIRE'`;
  expect(await platform.rows(`${ends} EXCEPT (SELECT expires_at FROM points.hold WHERE brand_id = $1 UNION SELECT expires_at FROM points.lot WHERE brand_id = $1)`, [shop.id])).toEqual([]);
  expect(await platform.rows('SELECT state FROM points.hold WHERE brand_id = $1', [shop.id])).toEqual([{ state: 'EXPIRED' }]);
});

it('is captured for the sale, also of points that have expired meanwhile', async () => {
  await grant(staff, buyer, 120, { expiresAt: await inMinutes(10) });
  const holdId = await desk.hold(120, 30);
  await shop.advance({ minutes: 15 });
  const { order: sale } = await desk.bought();
  await desk.paid(sale.id, { holdId });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, held: 0 });
  expect(await kinds()).toEqual(['BURN -120', 'EARN 120']);
  expect(await platform.rows('SELECT state FROM points.hold WHERE brand_id = $1', [shop.id])).toEqual([{ state: 'CAPTURED' }]);
});

it('is captured in full where its points were taken back meanwhile: they are owed then', async () => {
  await liveRule(staff);
  const earning = { externalId: 'EARNED', member: { id: buyer }, lines: [line({ unitPrice: '12500' })] };
  await upsert(staff, earning);
  const holdId = await desk.hold(120);
  await upsert(staff, { ...earning, revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', status: 'VOIDED' });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, held: 120, debt: 0 });
  expect(await refusal(desk.hold(20))).toBe('INSUFFICIENT_POINTS');
  const { order: sale } = await desk.bought();
  await desk.paid(sale.id, { holdId });
  // The sale gives 1 point for its 130 TWD of cash, which goes to what is owed.
  expect(await walletOf(staff, buyer)).toMatchObject({ held: 0, balance: -119, debt: 119 });
});

it('gives points back line by line as lines are given back, and takes them again when a refund is taken back', async () => {
  await grant(staff, buyer, 130);
  const { order: sale } = await desk.bought();
  await desk.paid(sale.id, null);
  const revise = (revision: number, lines: object[], changes: object = {}): Promise<unknown> => desk.revise(revision, { lines, ...changes });
  const [teas, cake] = LINES as [object, object];
  await revise(2, [{ ...teas, refundedQuantity: 1 }, cake]);
  expect(await kinds()).toEqual(['RESTORE_BURN 48', 'BURN -120', 'EARN 130']);
  await revise(3, [{ ...teas, refundedQuantity: 1 }, cake]);
  await revise(4, [{ ...teas, refundedQuantity: 1 }, { ...cake, refundedQuantity: 1 }]);
  expect((await kinds())[0]).toBe('RESTORE_BURN 24');
  await revise(5, [teas, cake]);
  expect((await kinds())[0]).toBe('BURN -72');
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 10 });
  await revise(6, [teas, cake], { status: 'VOIDED' });
  expect((await kinds())[0]).toBe('RESTORE_BURN 120');
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 130, debt: 0 });
});

it('takes points again as far as they are there, and the rest once there are some', async () => {
  await grant(staff, buyer, 120);
  const { order: sale } = await desk.bought();
  await desk.paid(sale.id, null);
  const [teas, cake] = LINES as [object, object];
  await desk.bought({ revision: 2, updatedAt: '2026-01-05T11:02:00+08:00', lines: [teas, { ...cake, refundedQuantity: 1 }] });
  await burn(staff, buyer, 24);
  await desk.bought({ revision: 3, updatedAt: '2026-01-05T11:03:00+08:00', lines: LINES });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, debt: 0 });
  await grant(staff, buyer, 50);
  await desk.bought({ revision: 4, updatedAt: '2026-01-05T11:04:00+08:00', lines: LINES });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 26, debt: 0 });
});

it('is asked for in the steps and from the minimum that the brand takes', async () => {
  await staff.one(SETTINGS_UPDATE, { input: { worth: '0.3', burnStep: 4, burnMinimum: 20, burnMaxShareBp: 5_000 } });
  await grant(staff, buyer, 100);
  const terms = await desk.locked((ctx, memberId) => tillPayment.terms(ctx, memberId));
  expect([terms.step, terms.available, terms.most(100n), terms.worth(40)]).toEqual([20, 100, 100, 12n]);
  expect([terms.most(40n), terms.most(11n), terms.most(0n)]).toEqual([60, 0, 0]);
  expect([await refusal(desk.hold(10)), await refusal(desk.hold(16)), await refusal(desk.hold(22))]).toEqual(['INVALID_INPUT', 'INVALID_INPUT', 'INVALID_INPUT']);
  await desk.hold(20);
  await staff.one(SETTINGS_UPDATE, { input: { worth: null } });
  expect(await desk.locked((ctx, memberId) => tillPayment.terms(ctx, memberId))).toMatchObject({ available: 0 });
  expect(await refusal(desk.hold(20))).toBe('INVALID_INPUT');
});

it('keeps its member from being erased, and goes along when the member is merged, and back', async () => {
  await grant(staff, buyer, 50);
  const holdId = await desk.hold(50);
  const erased = await staff.run(`mutation { memberErase(id: "${buyer}", reason: "asked", idempotencyKey: "${newKey()}") { userErrors { code } } }`);
  expect(erased.data.memberErase.userErrors).toEqual([{ code: 'MEMBER_ERASURE_BLOCKED' }]);
  const other = await join(staff);
  const { operationId } = await staff.one(`mutation { memberMerge(survivorId: "${other}", loserId: "${buyer}", reason: "same", idempotencyKey: "${newKey()}") { operationId userErrors { message } } }`);
  expect(await walletOf(staff, other)).toMatchObject({ balance: 50, held: 50 });
  await staff.one(`mutation { memberUnmerge(operationId: "${operationId}", reason: "not the same", idempotencyKey: "${newKey()}") { userErrors { message } } }`);
  expect(await walletOf(staff, other)).toMatchObject({ balance: 0, held: 0 });
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 50, held: 50 });
  await desk.locked((ctx, memberId) => tillPayment.release(ctx, [{ holdId, memberId }]));
  expect(await walletOf(staff, buyer)).toMatchObject({ balance: 50, held: 0 });
});
