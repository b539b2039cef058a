import { createTestPlatform, type TestPlatform, type TestShop } from '../test/platform';
import { noteModule } from '../test/note-module';
import { sweep } from './sweep';

describe('sweep', () => {
  let platform: TestPlatform;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform([noteModule()]);
    shop = await platform.brand();
  });
  afterAll(() => platform.stop());

  const insert = (text: string, values: readonly unknown[] = []): Promise<unknown> => platform.owner.query(text, [shop.id, ...values]);

  it('removes what is no longer promised and nothing else', async () => {
    for (const [key, days] of [['old', 31], ['young', 29]]) {
      await insert(`INSERT INTO platform.idempotency (brand_id, caller, operation, key, arguments_hash, created_at) VALUES ($1, 'c', 'o', $2, '', now() - make_interval(days => $3))`, [key, days]);
    }
    for (const [name, hours] of [['gone', -1], ['kept', 1]]) {
      await insert(`WITH f AS (INSERT INTO platform.file (brand_id, name, content_type, size, sha256, expires_at) VALUES ($1, $2, 'text/csv', 3, '', now() + make_interval(hours => $3)) RETURNING id)
        INSERT INTO platform.file_chunk (brand_id, file_id, number, bytes) SELECT $1, f.id, n, 'abc' FROM f, generate_series(1, 3) n`, [name, hours]);
    }
    for (const [state, days] of [['DONE', 8], ['SKIPPED', 8], ['DONE', 6], ['PARKED', 30], ['PENDING', 30]] as const) {
      const age = `now() - make_interval(days => $3)`;
      const finished = state === 'DONE' || state === 'SKIPPED' ? age : 'NULL';
      await insert(`INSERT INTO platform.delivery (brand_id, event_id, handler, xid, state, created_at, finished_at) VALUES ($1, gen_random_uuid(), 'h', '1', $2, ${age}, ${finished})`, [state, days]);
      await insert(`INSERT INTO platform.deferred_reaction (brand_id, module, reaction, moment, batch, state, created_at, finished_at) VALUES ($1, 'm', 'r', 'm', '[]', $2, ${age}, ${finished})`, [state, days]);
    }
    for (const minutes of [61, 59]) await platform.owner.query(`INSERT INTO platform.cost_budget VALUES (int4send($1), 0, now() - make_interval(mins => $1))`, [minutes]);
    const none = { idempotencyKeys: 0, files: 0, deliveries: 0, deferredReactions: 0, tapDeliveries: 0, accessTokens: 0, refreshTokens: 0, sessions: 0, attempts: 0, codes: 0, costBudgets: 0 };
    expect(await sweep(platform.runtime.relay)).toEqual({ ...none, idempotencyKeys: 1, files: 1, deliveries: 2, deferredReactions: 2, costBudgets: 1 });
    expect(await sweep(platform.runtime.relay)).toEqual(none);
    expect(await platform.rows('SELECT key FROM platform.idempotency')).toEqual([{ key: 'young' }]);
    expect(await platform.rows('SELECT caller FROM platform.cost_budget')).toEqual([{ caller: Buffer.from([0, 0, 0, 59]) }]);
    expect(await platform.rows('SELECT name, (SELECT count(*)::int FROM platform.file_chunk) AS chunks FROM platform.file')).toEqual([{ name: 'kept', chunks: 3 }]);
    for (const table of ['delivery', 'deferred_reaction']) {
      expect(await platform.rows(`SELECT state FROM platform.${table} ORDER BY state`)).toEqual([{ state: 'DONE' }, { state: 'PARKED' }, { state: 'PENDING' }]);
    }
  });

  it('removes what was told outside, what was given up, and all of who is told nothing any more', async () => {
    for (const tap of ['ACTIVE', 'CLOSED']) {
      await insert(`INSERT INTO platform.event_tap (brand_id, id, module, names, state) VALUES ($1, gen_random_uuid(), 'm', '{}', $2)`, [tap]);
      for (const [state, days] of [['DELIVERED', 8], ['DELIVERED', 6], ['DEAD', 31], ['DEAD', 29], ['PENDING', 40]] as const) {
        await insert(`INSERT INTO platform.tap_delivery (brand_id, tap_id, event_id, name, xid, state, created_at, finished_at)
          SELECT $1, t.id, gen_random_uuid(), 'n', '1', $3, now() - make_interval(days => $4), CASE WHEN $3 <> 'PENDING' THEN now() - make_interval(days => $4) END FROM platform.event_tap t WHERE t.state = $2`, [tap, state, days]);
      }
    }
    expect((await sweep(platform.runtime.relay)).tapDeliveries).toBe(7);
    expect(await platform.rows(`SELECT t.state AS tap, d.state, round(extract(epoch FROM now() - d.created_at) / 86400)::int AS days FROM platform.event_tap t LEFT JOIN platform.tap_delivery d ON d.tap_id = t.id ORDER BY days`))
      .toEqual([{ tap: 'ACTIVE', state: 'DELIVERED', days: 6 }, { tap: 'ACTIVE', state: 'DEAD', days: 29 }, { tap: 'ACTIVE', state: 'PENDING', days: 40 }]);
  });

  it('removes sessions, tokens, counted attempts and codes once they have ended', async () => {
    for (const [id, left] of [['a', -1], ['b', 60]] as const) {
      const soon = `now() + make_interval(secs => $3)`;
      await insert(`WITH s AS (INSERT INTO platform.session (id, kind, brand_id, subject_id, expires_at) VALUES (gen_random_uuid(), 'member', $1, gen_random_uuid(), ${soon}) RETURNING id, subject_id),
        c AS (INSERT INTO platform.credential (token_hash, audience, brand_id, kind, name, session_id, subject_id, expires_at) SELECT sha256($2::text::bytea), 'member', $1, 'member', '', s.id, s.subject_id, ${soon} FROM s),
        a AS (INSERT INTO platform.attempts (key, taken, expires_at) VALUES ($2::text::bytea, '{}', ${soon})),
        o AS (INSERT INTO platform.outgoing_code (id, brand_id, sealed, expires_at) VALUES (gen_random_uuid(), $1, '', ${soon}))
        INSERT INTO platform.refresh_token (token_hash, session_id, expires_at) SELECT sha256($2::text::bytea), s.id, ${soon} FROM s`, [id, left]);
    }
    expect(await sweep(platform.runtime.relay)).toMatchObject({ accessTokens: 1, refreshTokens: 1, sessions: 1, attempts: 1, codes: 1 });
    for (const table of ['session', 'refresh_token', 'attempts', 'outgoing_code']) expect(await platform.rows(`SELECT count(*)::int AS left FROM platform.${table}`)).toEqual([{ left: 1 }]);
    expect(await platform.rows('SELECT count(*)::int AS left FROM platform.credential WHERE session_id IS NOT NULL')).toEqual([{ left: 1 }]);
  });
});
