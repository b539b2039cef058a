import { type Context, type SealedTable, statement, type Statement } from '@regulars/plugin-sdk';
import { NO_BRAND } from '../brands';
import type { Runtime, Scope } from '../runtime';
import { systemScope } from '../worker/scope';
import { chainsOf, genesisOf, linkAfter, rowText } from './chain';

/** Rows sealed in one transaction. */
const BATCH = 1_000;

interface Head {
  readonly number: bigint;
  readonly xid: string;
  readonly row_id: string;
  readonly hash: Buffer;
}

interface Row {
  readonly id: string;
  readonly xid: string;
  readonly text: string;
}

const makeHead = statement<never, [string, Buffer]>('platform.make-seal-head', 'INSERT INTO platform.seal_head (chain, hash) VALUES ($1, $2) ON CONFLICT DO NOTHING');
const lockHead = statement<Head, [string]>('platform.lock-seal-head', 'SELECT number, xid::text AS xid, row_id, hash FROM platform.seal_head WHERE chain = $1 FOR UPDATE SKIP LOCKED');
const moveHead = statement<never, [string, bigint, string, string, Buffer]>('platform.move-seal-head', `
  UPDATE platform.seal_head SET number = $2, xid = $3::xid8, row_id = $4, hash = $5, sealed_at = clock_timestamp() WHERE chain = $1`);
const insertSeals = statement<never, [string, readonly bigint[], readonly string[], readonly Buffer[]]>('platform.insert-seals', `
  INSERT INTO platform.seal (chain, number, row_id, hash) SELECT $1, n, i, h FROM unnest($2::bigint[], $3::uuid[], $4::bytea[]) AS s(n, i, h)`);

/** Rows that no transaction can come before any more, in the order of the chain. */
const unsealed = ({ chain, table }: SealedTable, { xid, row_id }: Head): Statement<Row> => ({
  name: `platform.unsealed-${chain}`,
  text: `SELECT e.id, e.xid::text AS xid, ${rowText('e')} AS text FROM ${table} e
    WHERE e.xid >= $1::xid8 AND (e.xid, e.id) > ($1::xid8, $2::uuid) AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.xid, e.id LIMIT ${BATCH}`,
  values: [xid, row_id],
});

/** Adds a batch of links. Null when another process is at this chain. */
async function sealBatch(ctx: Context, sealed: SealedTable, brandId: string | null): Promise<number | null> {
  void ctx.sql(makeHead(sealed.chain, genesisOf(sealed.chain, brandId)));
  const [head] = await ctx.sql(lockHead(sealed.chain));
  if (!head) return null;
  const rows = await ctx.sql(unsealed(sealed, head));
  const last = rows.at(-1);
  if (!last) return 0;
  let hash = head.hash;
  const hashes = rows.map(({ text }) => (hash = linkAfter(hash, text)));
  const numbers = rows.map((_, index) => head.number + BigInt(index + 1));
  void ctx.sql(insertSeals(sealed.chain, numbers, rows.map(({ id }) => id), hashes));
  void ctx.sql(moveHead(sealed.chain, head.number + BigInt(rows.length), last.xid, last.id, hash));
  return rows.length;
}

const scopeOf = (brandId: string): Scope => ({ ...systemScope(brandId, 'sealer'), ...(brandId === NO_BRAND ? { brandId: null, audience: 'platform' } : {}) });

/** False when another process was at it: what it has sealed, this one cannot tell. */
async function sealBrand(runtime: Runtime, sealed: SealedTable, brandId: string): Promise<boolean> {
  const scope = scopeOf(brandId);
  for (;;) {
    const made = await runtime.transaction(scope, (ctx) => sealBatch(ctx, sealed, scope.brandId));
    if (made === null) return false;
    if (made < BATCH) return true;
  }
}

const cursorName = (chain: string): string => `seal:${chain}`;

/**
 * One round over every chain. How far all brands are sealed is kept, so that a round looks at what is new only; a
 * brand's own head says where its chain goes on. Any number of processes may do this: the head of a chain is locked.
 */
export async function sealAll(runtime: Runtime): Promise<void> {
  for (const sealed of chainsOf(runtime.registry)) {
    const { rows: [place] } = await runtime.relay.query<{ from: string; upto: string }>(
      `SELECT coalesce((SELECT xid FROM platform.relay_cursor WHERE name = $1), '0')::text AS from, pg_snapshot_xmin(pg_current_snapshot())::text AS upto`, [cursorName(sealed.chain)],
    );
    if (!place) continue;
    const { rows } = await runtime.relay.query<{ id: string }>('SELECT platform.brands_to_seal($1, $2::xid8) AS id', [sealed.table, place.from]);
    let complete = true;
    for (const { id } of rows) complete = (await sealBrand(runtime, sealed, id)) && complete;
    if (complete) await moveCursor(runtime, sealed.chain, place.upto);
  }
}

/** Never backwards: another process may have got further. */
const moveCursor = (runtime: Runtime, chain: string, upto: string): Promise<unknown> =>
  runtime.relay.query(
    `INSERT INTO platform.relay_cursor (name, xid, id) VALUES ($1, $2::xid8, '00000000-0000-0000-0000-000000000000')
     ON CONFLICT (name) DO UPDATE SET xid = EXCLUDED.xid, moved_at = clock_timestamp() WHERE relay_cursor.xid < EXCLUDED.xid`,
    [cursorName(chain), upto],
  );
