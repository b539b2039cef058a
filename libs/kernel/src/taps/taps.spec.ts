import { newUuid } from '@regulars/plugin-sdk';
import { noteModule } from '../../test/note-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { DELIVERIES } from '../events/deliveries';
import { DEFERRED_REACTIONS } from '../events/deferred-reactions';
import { releaseOrphans } from '../events/claims';
import { Presence } from '../worker/presence';
import { claimTapped, releaseTapped, type TapClaim } from './claim';
import { giveUpDisabled, settle, type TapNotices, type TryOutcome } from './settle';

let platform: TestPlatform;
let shop: TestShop;
let xid = 0;

beforeAll(async () => {
  platform = await createTestPlatform([noteModule()]);
});
afterAll(() => platform?.stop());
// A worker of the version before does not know the time: one that is left would make its claim look forgotten.
afterEach(async () => expect(await platform.rows('SELECT id FROM platform.tap_delivery WHERE claimed_by IS NULL AND claimed_at IS NOT NULL')).toEqual([]));
beforeEach(async () => {
  await platform.owner.query('DELETE FROM platform.tap_delivery; DELETE FROM platform.event_tap');
  shop = await platform.brand();
});

/** Somebody who waits for so many events, older than those of who is made later. */
async function tap(waiting = 1, brandId = shop.id): Promise<string> {
  const id = newUuid();
  await platform.owner.query(`INSERT INTO platform.event_tap (brand_id, id, module, names) VALUES ($1, $2, 'note', '{}')`, [brandId, id]);
  await platform.owner.query(`INSERT INTO platform.tap_delivery (brand_id, tap_id, event_id, name, xid) SELECT $1, $2, gen_random_uuid(), 'n', ($3::int + n)::text::xid8 FROM generate_series(1, $4::int) n`, [brandId, id, xid, waiting]);
  xid += waiting;
  return id;
}
const claim = (worker = 1, limit = 16): Promise<TapClaim[]> => claimTapped(platform.runtime.relay, ['note'], worker, limit);
const notices: TapNotices = { noticeOf: ({ tap_id: target }) => ({ operation: 'noteDisable', target }), codecOf: () => ({ seal: (plain) => Buffer.from(plain) }) };
const end = (one: TapClaim, tried: TryOutcome, worker = 1): Promise<string | null> => settle(platform.runtime.relay, one, worker, tried, notices);
const failure = { outcome: 'FAILED', status: 500, reason: 'no', retryInMs: 60_000 } as const;
const only = async (): Promise<TapClaim> => (await claim())[0]!;
const deliveries = () => platform.rows(`SELECT state, attempts, crashes, last_error AS error, claimed_by AS worker, round(extract(epoch FROM due_at - clock_timestamp()))::int AS seconds FROM platform.tap_delivery ORDER BY xid`);
const taps = () => platform.rows(`SELECT state, reason, failures, disabled_at IS NOT NULL AS disabled, resumes_at > clock_timestamp() AS waits, replay_until IS NOT NULL AS replays FROM platform.event_tap`);

describe('claims', () => {
  it('of several processes at once are four of a tap', async () => {
    await tap(40);
    const claimed = await Promise.all([1, 2, 3, 4, 5].map((worker) => claim(worker)));
    expect(claimed.flat()).toHaveLength(4);
  });

  it('of one brand leave room for another\'s, however much older they are', async () => {
    const other = await platform.brand();
    for (let n = 0; n < 4; n++) await tap(4);
    const late = await tap(2, other.id);
    expect((await claim(1, 4)).map(({ tap_id: id }) => id === late)).toEqual(expect.arrayContaining([true, true, false, false]));
    expect((await claim(1, 4)).map(({ tap_id: id }) => id === late)).toEqual([false, false, false, false]);
  });

  it('that a living process has lost sight of are taken back after five minutes, in all queues', async () => {
    const { relay, logger } = platform.runtime;
    const presence = await Presence.announce(relay, logger, () => undefined);
    await tap(2);
    await claim(presence.key);
    const held = `SELECT $1::uuid, $2::int, clock_timestamp() - make_interval(mins => n) FROM unnest(ARRAY[4, 6]) n`;
    await platform.owner.query(`INSERT INTO platform.delivery (event_id, handler, xid, brand_id, claimed_by, claimed_at) SELECT gen_random_uuid(), 'h', '1', * FROM (${held}) h`, [shop.id, presence.key]);
    await platform.owner.query(`INSERT INTO platform.deferred_reaction (module, reaction, moment, batch, brand_id, claimed_by, claimed_at) SELECT 'm', 'r', 'm', '[]', * FROM (${held}) h`, [shop.id, presence.key]);
    await platform.owner.query(`UPDATE platform.tap_delivery SET claimed_at = clock_timestamp() - interval '6 minutes' WHERE xid = (SELECT min(xid) FROM platform.tap_delivery)`);
    await releaseTapped(relay);
    expect([await releaseOrphans(relay, DELIVERIES), await releaseOrphans(relay, DEFERRED_REACTIONS)]).toEqual([1, 1]);
    expect(await deliveries()).toMatchObject([{ state: 'PENDING', worker: null, attempts: 0, error: 'What came of the try was not written down' }, { state: 'PENDING', worker: presence.key, attempts: 1 }]);
    await presence.end();
    await platform.owner.query('DELETE FROM platform.delivery; DELETE FROM platform.deferred_reaction');
  });
});

describe('what came of a try', () => {
  it('is nothing about a tap that was changed meanwhile: it is tried anew', async () => {
    for (const tried of [{ outcome: 'ENDED', reason: 'gone', status: 410 }, { ...failure, retryInMs: null }, { outcome: 'IMPOSSIBLE', reason: 'no' }, { outcome: 'UNSEEN' }] as const) {
      await platform.owner.query('DELETE FROM platform.tap_delivery; DELETE FROM platform.event_tap');
      await tap();
      const one = await only();
      await platform.owner.query('UPDATE platform.event_tap SET version = version + 1');
      expect([await end(one, tried), await deliveries(), await taps()]).toEqual([
        null, [{ state: 'PENDING', attempts: 0, crashes: 0, error: null, worker: null, seconds: 0 }], [{ state: 'ACTIVE', reason: null, failures: 0, disabled: false, waits: null, replays: false }],
      ]);
    }
  });

  it('says nothing about the receiver when it was our fault, and is tried again for two days', async () => {
    await tap();
    expect(await end(await only(), { outcome: 'FAULT', reason: 'ours', retryInMs: 30_000 })).toBeNull();
    expect([await deliveries(), (await taps())[0]]).toEqual([[{ state: 'PENDING', attempts: 1, crashes: 0, error: 'ours', worker: null, seconds: 30 }], expect.objectContaining({ state: 'ACTIVE', failures: 0 })]);
  });

  it('leaves the pause that the receiver asked for, when another try was taken after that', async () => {
    await tap(2);
    const [first, second] = await claim() as [TapClaim, TapClaim];
    await end(first, { ...failure, status: 429, pauseMs: 60_000 });
    await end(second, { outcome: 'DELIVERED', status: 200 });
    expect([await taps(), await claim()]).toEqual([[{ state: 'ACTIVE', reason: null, failures: 0, disabled: false, waits: true, replays: false }], []]);
  });

  it('waits for who changes the tap before it holds the delivery: a replay, which holds the tap, may want that', async () => {
    await tap(2);
    const [first, second] = await claim() as [TapClaim, TapClaim];
    await end(first, failure);
    const client = await platform.owner.connect();
    await client.query('BEGIN; SELECT FROM platform.event_tap FOR NO KEY UPDATE');
    const ended = end(second, { outcome: 'DELIVERED', status: 200 });
    while ((await platform.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length === 0);
    expect((await client.query('SELECT FROM platform.tap_delivery FOR UPDATE NOWAIT')).rowCount).toBe(2);
    await client.query('COMMIT');
    client.release();
    await ended;
    expect((await deliveries()).map((row) => (row as { state: string }).state)).toEqual(['PENDING', 'DELIVERED']);
  });

  it('disables the tap at once with all that waits, ends its replay, and stands in the audit once', async () => {
    const id = await tap(3);
    const [first, second] = await claim() as [TapClaim, TapClaim];
    await platform.owner.query(`UPDATE platform.event_tap SET replay_xid = '1', replay_id = id, replay_until = '9', failing_since = clock_timestamp() - interval '6 days'`);
    expect([await end(first, failure), await end(second, { outcome: 'ENDED', reason: 'gone', status: 410 })]).toEqual(['No delivery succeeded for 5 days', null]);
    expect(await taps()).toEqual([{ state: 'DISABLED', reason: 'No delivery succeeded for 5 days', failures: 1, disabled: true, waits: null, replays: false }]);
    const audit = await platform.rows(`SELECT actor_kind AS kind, actor_id AS id, actor_name AS name, operation, targets, convert_from(reason_sealed, 'UTF8') AS reason FROM platform.audit_entry WHERE brand_id = $1`, [shop.id]);
    expect(audit).toEqual([{ kind: 'system', id: 'note/deliver', name: 'note', operation: 'noteDisable', targets: [id], reason: 'No delivery succeeded for 5 days' }]);
    // The dispatcher was a moment behind.
    await platform.owner.query(`INSERT INTO platform.tap_delivery (brand_id, tap_id, event_id, name, xid) VALUES ($1, $2, gen_random_uuid(), 'n', '999999')`, [shop.id, id]);
    await giveUpDisabled(platform.runtime.relay);
    expect((await deliveries()).map((row) => (row as { state: string; worker: number | null }).state)).toEqual(['DEAD', 'DEAD', 'PENDING', 'DEAD']);
  });
});
