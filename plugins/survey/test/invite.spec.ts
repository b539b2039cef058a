import { setTimeout as sleep } from 'node:timers/promises';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { Members } from '@regulars/member/contract';
import { order } from '@regulars/order';
import { type Context, newUuid, readId, statement } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { survey } from '../src';
import { moveInvitations } from '../src/data/invitation.statements';
import { inviteJob } from '../src/domain/invite';
import { ORDER } from './support/documents';
import { asks, join, liveSurvey } from './support/surveys';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, tier, survey]);
});
afterAll(() => platform.stop());

/** Until so many wait for a lock. */
async function waiting(count: number): Promise<void> {
  const text = "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while (((await platform.rows<{ waiting: number }>(text))[0]?.waiting ?? 0) < count) await sleep(5);
}

const askedNow = statement<never, [memberId: string]>('spec.asked-now', "UPDATE survey.invitation SET state = 'SENT', decided_at = platform.current_now() WHERE member_id = $1 AND state = 'PLANNED' AND id = (SELECT min(id::text)::uuid FROM survey.invitation WHERE member_id = $1)");

it('asks once who was merged while it was about to ask, and is being asked elsewhere', async () => {
  const shop = await platform.brand({ plugins: ['survey'] });
  const staff = shop.everything();
  await liveSurvey(staff, [asks('again', 'RATING')], { afterOrder: { days: 1 } });
  const [ann, bob] = [await join(staff), await join(staff)];
  for (const id of [ann, bob]) await staff.ok(ORDER, { input: { source: 'pos', externalId: id, member: { id }, placedAt: '2026-01-05T03:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '120' }] }, key: newUuid() });
  await platform.drain();
  // His is due, hers is decided elsewhere at that moment.
  await platform.rows("UPDATE survey.invitation SET due_at = platform.clock((SELECT clock_offset FROM platform.brand WHERE id = $1)) - interval '1 minute' WHERE brand_id = $1 AND member_id = $2", [shop.id, readId('mbr', bob)]);
  const [annId, bobId] = [readId('mbr', ann) as string, readId('mbr', bob) as string];
  const lock = (ctx: Context, ids: readonly string[]): Promise<void> => ctx.use(Members).lock(ids);
  let [asking, elsewhere]: [Promise<unknown>, Promise<unknown>] = [Promise.resolve(), Promise.resolve()];
  let isDone = false;
  await shop.context(async (ctx) => {
    await lock(ctx, [annId, bobId]);
    asking = shop.context((own) => Promise.resolve(inviteJob.run(own))).then(() => { isDone = true; });
    await waiting(1);
    elsewhere = shop.context(async (other) => {
      await lock(other, [annId]);
      await other.sql(askedNow(annId));
      await Promise.race([waiting(1), asking]);
      expect(isDone).toBe(false);
    });
    await waiting(2);
    await ctx.sql(moveInvitations(annId, bobId));
  });
  await Promise.all([asking, elsewhere]);
  expect(await platform.rows("SELECT coalesce(reason, state) AS became, count(*)::int AS count FROM survey.invitation WHERE brand_id = $1 GROUP BY 1 ORDER BY 1", [shop.id])).toEqual([{ became: 'ORDER_GIVEN_BACK', count: 1 }, { became: 'SENT', count: 1 }]);
});
