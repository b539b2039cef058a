import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { AnchorFile, type Anchor, anchorsOf, AUDIT_CHAIN, sealAll, verifyChain } from '@regulars/kernel';
import { type Context, statement } from '@regulars/plugin-sdk';
import type { Data, TestPlatform } from '@regulars/testing';
import { Client } from 'pg';
import { createWholePlatform, join, openShop, type WholeShop } from './support/shop';

const TAMPERS = Number(process.env.SEAL_TAMPERS ?? 100);
const ROWS = 400;

let platform: TestPlatform;
let whole: WholeShop;
let folder: string;
let anchorFile: string;
beforeAll(async () => {
  folder = await mkdtemp(path(tmpdir(), 'anchors-'));
  anchorFile = path(folder, 'anchors.jsonl');
  platform = await createWholePlatform();
  whole = await openShop(platform);
});
afterAll(async () => {
  await platform.stop();
  await rm(folder, { recursive: true });
});

const addRows = statement<never, [number]>('spec.audit', `
  INSERT INTO platform.audit_entry (actor_kind, actor_id, actor_name, operation, targets) SELECT 'staff', 's', 'Ann', 'thing' || n, ARRAY['mbr_' || n] FROM generate_series(1, $1) AS n`);

const VERIFY = 'query ($from: DateTime) { auditVerify(from: $from) { checked intact unsealed anchoredAt firstBroken { operation number } } }';
const ENTRIES = `query ($first: Int, $after: String, $where: AuditWhere) { auditEntries(first: $first, after: $after, where: $where) {
  nodes { id number actor actorKind operation targets moreTargets reason sealed hash } pageInfo { hasNextPage endCursor } } }`;


it('seals every row once, in the order of its transaction, whoever does it at the same time', async () => {
  await whole.shop.context((ctx) => ctx.sql(addRows(ROWS)));
  const other = platform.node();
  await Promise.all([sealAll(platform.runtime), sealAll(other), sealAll(platform.runtime)]);
  await sealAll(other);
  const [chain] = await platform.rows<{ rows: number; seals: number; inOrder: boolean }>(
    `SELECT (SELECT count(*)::int FROM platform.audit_entry WHERE brand_id = $1) AS rows, count(*)::int AS seals,
            array_agg(row_id ORDER BY number) = (SELECT array_agg(id ORDER BY xid, id) FROM platform.audit_entry WHERE brand_id = $1) AS "inOrder"
       FROM platform.seal WHERE brand_id = $1 AND chain = 'audit'`, [whole.shop.id]);
  expect(chain).toEqual({ rows: expect.any(Number), seals: chain?.rows, inOrder: true });
  expect(chain?.rows).toBeGreaterThan(ROWS);
});

it('leaves a row that an open transaction may still come before', async () => {
  const slow = await platform.owner.connect();
  await slow.query('BEGIN; SELECT pg_current_xact_id()');
  await join(whole.staff, 'waiting');
  await sealAll(platform.runtime);
  const newest = async (): Promise<Data> => (await whole.staff.one(ENTRIES, { first: 1 })).nodes[0];
  const before = await newest();
  expect([before.operation, before.sealed, before.hash]).toEqual(['memberJoin', false, null]);
  expect((await whole.staff.one(VERIFY)).unsealed).toBe(1);
  await slow.query('COMMIT');
  slow.release();
  await sealAll(platform.runtime);
  expect(await newest()).toEqual({ ...before, sealed: true, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

it('shows the entries, newest first, filtered and by pages', async () => {
  const { staff } = whole;
  const memberId = await join(staff, 'shown');
  await staff.ok('mutation ($id: ID!) { tierSet(memberId: $id, tierCode: "GOLD", reason: "She asked", idempotencyKey: "shown") { userErrors { message } } }', { id: memberId });
  const about = await staff.one(ENTRIES, { where: { targetId: { eq: memberId } } });
  expect(about.nodes.map(({ operation, actor, actorKind, targets, reason, moreTargets }: Data) => ({ operation, actor, actorKind, targets, reason, moreTargets }))).toEqual([
    { operation: 'tierSet', actor: 'everything', actorKind: 'staff', targets: [memberId], reason: 'She asked', moreTargets: 0 },
    { operation: 'memberJoin', actor: 'everything', actorKind: 'staff', targets: [memberId], reason: null, moreTargets: 0 },
  ]);
  expect(about.nodes[0].number).toBe(about.nodes[1].number + 1);
  const seen: number[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: Data = await staff.one(ENTRIES, { first: 100, after });
    seen.push(...page.nodes.map(({ number }: { number: number }) => number));
    ({ endCursor: after, hasNextPage: more } = page.pageInfo);
  }
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => seen.length - index));
  expect((await whole.shop.as({ permissions: ['brand:read'] }).run(ENTRIES, {})).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
});

it('finds what was edited through the API, and says when all is well', async () => {
  await sealAll(platform.runtime);
  expect(await whole.staff.one(VERIFY)).toEqual({ checked: expect.any(Number), intact: true, unsealed: 0, anchoredAt: null, firstBroken: null });
  const edit = async (operation: string, was: string): Promise<unknown> => {
    const client = await platform.owner.connect();
    await client.query(`BEGIN; SET LOCAL session_replication_role = replica`);
    await client.query('UPDATE platform.audit_entry SET operation = $3 WHERE brand_id = $1 AND operation = $2', [whole.shop.id, was, operation]);
    await client.query('COMMIT');
    return client.release();
  };
  await edit('thing7x', 'thing7');
  const broken = await whole.staff.one(VERIFY);
  expect([broken.intact, broken.firstBroken]).toEqual([false, { operation: 'thing7x', number: expect.any(Number) }]);
  await edit('thing7', 'thing7x');
  expect((await whole.staff.one(VERIFY)).intact).toBe(true);
  expect(await whole.staff.one(VERIFY, { from: '2999-01-01T00:00:00Z' })).toMatchObject({ checked: 0, intact: true });
});

it('reads the chains of a brand once at a time', async () => {
  const { data, errors } = await whole.staff.run('{ a: auditVerify { intact } b: auditVerify { intact } }');
  expect(data ?? null).toBeNull();
  expect(errors?.map(({ path: at, extensions }) => [at, extensions?.code])).toEqual([[['b'], 'CONFLICT']]);
  expect((await whole.staff.one(VERIFY)).intact).toBe(true);
});

it('finds a row without a link however many stand before it, a page at a time', async () => {
  const pages = 2;
  const many = 20_000 * pages;
  const shop = await platform.brand();
  const client = new Client({ connectionString: platform.ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    await client.query(`INSERT INTO platform.audit_entry (brand_id, xid, actor_kind, actor_id, actor_name, operation) SELECT $1, (n % 7 + 1)::text::xid8, 'staff', 's', 'Ann', 'many' FROM generate_series(1, $2::int) n`, [shop.id, many]);
    await client.query(`INSERT INTO platform.seal (brand_id, chain, number, row_id, hash) SELECT brand_id, 'audit', row_number() OVER (ORDER BY xid, id), id, sha256('') FROM platform.audit_entry WHERE brand_id = $1`, [shop.id]);
    await client.query(`INSERT INTO platform.audit_entry (brand_id, xid, actor_kind, actor_id, actor_name, operation) VALUES ($1, '8', 'staff', 's', 'Ann', 'forged'), ($1, '9', 'staff', 's', 'Ann', 'last'), ($1, '10', 'staff', 's', 'Ann', 'new')`, [shop.id]);
    await client.query(`INSERT INTO platform.seal (brand_id, chain, number, row_id, hash) SELECT $1, 'audit', $2, id, sha256('') FROM platform.audit_entry WHERE brand_id = $1 AND operation = 'last'`, [shop.id, many + 1]);
    await client.query(`INSERT INTO platform.seal_head (brand_id, chain, number, xid, row_id, hash) SELECT $1, 'audit', $2, xid, id, sha256('') FROM platform.audit_entry WHERE brand_id = $1 AND operation = 'last'`, [shop.id, many + 1]);
    const [forged] = (await client.query<{ id: string }>(`SELECT id FROM platform.audit_entry WHERE brand_id = $1 AND operation = 'forged'`, [shop.id])).rows;
    await client.query('SET LOCAL ROLE regulars_app');
    await client.query(`SELECT set_config('app.brand_id', $1, true)`, [shop.id]);
    const sent: string[] = [];
    const ctx = { sql: async (one: { name: string; text: string; values: unknown[] }) => {
      sent.push(one.name);
      return (await client.query(one.text, one.values)).rows.map(withBigints);
    } } as unknown as Context;
    // From behind the end of the chain: its links are made up.
    expect(await verifyChain(ctx, AUDIT_CHAIN, shop.id, [], new Date('2999-01-01'))).toEqual({ checked: 0, intact: false, unsealed: 1, brokenRow: forged?.id });
    expect(sent.filter((name) => name === 'platform.strays-audit')).toHaveLength(pages + 1);
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
});

it('chains the ledger of points likewise', async () => {
  const id = await join(whole.staff, 'ledger');
  await whole.staff.ok('mutation ($id: ID!) { pointsGrant(memberId: $id, points: 10, reason: "Sorry", idempotencyKey: "ledger") { userErrors { message } } }', { id });
  await sealAll(platform.runtime);
  const [points] = await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM platform.seal WHERE brand_id = $1 AND chain = 'points'`, [whole.shop.id]);
  expect(points?.n).toBe(1);
  expect(await whole.staff.one(VERIFY)).toMatchObject({ intact: true, unsealed: 0 });
});

const ANY = 'SELECT id FROM platform.audit_entry WHERE brand_id = $1 ORDER BY random() LIMIT 1';

/** Ways to change history, each in a transaction that is rolled back after the verdict. */
const TAMPERING: Readonly<Record<string, readonly string[]>> = {
  edit: [`UPDATE platform.audit_entry SET operation = operation || 'x' WHERE id = (${ANY})`],
  'edit of a target': [`UPDATE platform.audit_entry SET targets = array_append(targets, 'mbr_x') WHERE id = (${ANY})`],
  'edit of a time': [`UPDATE platform.audit_entry SET at = at + interval '1 millisecond' WHERE id = (${ANY})`],
  deletion: [`DELETE FROM platform.audit_entry WHERE id = (${ANY})`],
  'deletion with its link': [`WITH gone AS (DELETE FROM platform.audit_entry WHERE id = (${ANY}) RETURNING id) DELETE FROM platform.seal WHERE row_id IN (SELECT id FROM gone)`],
  insertion: [`INSERT INTO platform.audit_entry (brand_id, xid, actor_kind, actor_id, actor_name, operation) SELECT brand_id, xid, actor_kind, actor_id, actor_name, 'forged' FROM platform.audit_entry WHERE id = (${ANY}) AND xid < (SELECT xid FROM platform.seal_head WHERE brand_id = $1 AND chain = 'audit')
               UNION ALL SELECT brand_id, '1', 'staff', 's', 'Ann', 'forged' FROM platform.brand b, LATERAL (SELECT b.id AS brand_id) x WHERE b.id = $1`],
  swap: [`WITH pair AS (SELECT array_agg(id) AS ids, array_agg(operation) AS names FROM (SELECT id, operation FROM platform.audit_entry WHERE brand_id = $1 AND operation LIKE 'thing%' ORDER BY random() LIMIT 2) p)
          UPDATE platform.audit_entry e SET operation = CASE WHEN e.id = pair.ids[1] THEN pair.names[2] ELSE pair.names[1] END FROM pair WHERE e.id = ANY(pair.ids)`],
  'tail cut': [
    `DELETE FROM platform.audit_entry WHERE brand_id = $1 AND id IN (SELECT row_id FROM platform.seal WHERE brand_id = $1 AND chain = 'audit' ORDER BY number DESC LIMIT 1 + (random() * 30)::int)`,
    `DELETE FROM platform.seal s WHERE brand_id = $1 AND chain = 'audit' AND NOT EXISTS (SELECT FROM platform.audit_entry e WHERE e.id = s.row_id)`,
    `UPDATE platform.seal_head h SET (number, row_id, hash, xid) = (SELECT s.number, s.row_id, s.hash, e.xid FROM platform.seal s JOIN platform.audit_entry e ON e.id = s.row_id WHERE s.brand_id = $1 AND s.chain = 'audit' ORDER BY s.number DESC LIMIT 1) WHERE brand_id = $1 AND chain = 'audit'`,
  ],
  'edit with the chain made anew': [`UPDATE platform.audit_entry SET operation = 'forged' WHERE id = (${ANY})`, 'REWRITE'],
};

/** Every link from the first on, over the rows as they are: what somebody would do who knows how it works. */
const REWRITE = `WITH RECURSIVE chain AS (
    SELECT 0::bigint AS number, NULL::uuid AS row_id, sha256(convert_to('audit:' || $1::text, 'UTF8')) AS hash
    UNION ALL SELECT s.number, s.row_id, sha256(convert_to(regexp_replace(e::text, ',+\\)$', ')'), 'UTF8') || c.hash)
      FROM chain c JOIN platform.seal s ON s.brand_id = $1::uuid AND s.chain = 'audit' AND s.number = c.number + 1 JOIN platform.audit_entry e ON e.id = s.row_id)
  UPDATE platform.seal s SET hash = chain.hash FROM chain WHERE s.brand_id = $1::uuid AND s.chain = 'audit' AND s.number = chain.number`;

it(`detects ${TAMPERS} of ${TAMPERS} changes to rows sealed before the last anchor`, async () => {
  await sealAll(platform.runtime);
  expect(await new AnchorFile(anchorFile).anchor(platform.runtime)).toBeGreaterThanOrEqual(1);
  const anchors = await anchorsOf(anchorFile, whole.shop.id);
  const client = new Client({ connectionString: platform.ownerUrl });
  await client.connect();
  try {
    expect(await verdictAfter(client, [], anchors)).toBe(true);
    const missed: string[] = [];
    const kinds = Object.entries(TAMPERING);
    for (let round = 0; round < TAMPERS; round++) {
      const [name, statements] = kinds[round % kinds.length]!;
      if (await verdictAfter(client, statements, anchors)) missed.push(name);
    }
    expect(missed).toEqual([]);
    // Without anchors the two that leave a whole chain behind would pass: it is the file that tells.
    expect(await verdictAfter(client, TAMPERING['tail cut'] ?? [], [])).toBe(true);
    expect(await verdictAfter(client, TAMPERING['edit with the chain made anew'] ?? [], [])).toBe(true);
  } finally {
    await client.end();
  }
}, 60_000);

/** Whether the verdict is "intact" after a superuser did this; what it did is undone. */
async function verdictAfter(client: Client, statements: readonly string[], anchors: readonly Anchor[]): Promise<boolean> {
  await client.query(`BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL TimeZone = 'UTC'`);
  try {
    for (const text of statements) {
      const { rowCount } = await client.query(text === 'REWRITE' ? REWRITE : text, [whole.shop.id]);
      expect(rowCount).toBeGreaterThan(0);
    }
    await client.query('SET LOCAL ROLE regulars_app');
    await client.query(`SELECT set_config('app.brand_id', $1, true)`, [whole.shop.id]);
    const ctx = { sql: async (one: { text: string; values: unknown[] }) => (await client.query(one.text, one.values)).rows.map(withBigints) } as unknown as Context;
    return (await verifyChain(ctx, AUDIT_CHAIN, whole.shop.id, anchors, null)).intact;
  } finally {
    await client.query('ROLLBACK');
  }
}

const withBigints = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, ['number', 'broken', 'last'].includes(key) && value !== null ? BigInt(value as string) : value]));

it('adds to the file of anchors what moved, and nothing twice', async () => {
  const file = new AnchorFile(path(folder, 'twice.jsonl'));
  const first = await file.anchor(platform.runtime);
  expect(first).toBeGreaterThanOrEqual(1);
  expect(await file.anchor(platform.runtime)).toBe(0);
  await join(whole.staff, 'moved');
  await sealAll(platform.runtime);
  expect(await file.anchor(platform.runtime)).toBe(1);
  expect((await readFile(path(folder, 'twice.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(first + 1);
});
