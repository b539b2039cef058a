import { type Context, type Invariant, NIL_UUID, statement } from '@regulars/plugin-sdk';

/** How far the watch over a brand has come. */
export interface Progress {
  /** Null before the first look. */
  readonly checkedAt: Date | null;
  readonly seenXid: string;
  /** The last id of each table in the round that goes through everything. */
  readonly cursors: Readonly<Record<string, string>>;
}

/** What one look takes in: bounded, however much the brand has. */
export interface Sight {
  /** By table. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  readonly next: Progress;
}

const TOUCHED = 2_000; // events of what happened since the last look, the newest
const NEWEST = 200;
const PIECE = 500;

const progressOf = statement<{ checked_at: Date | null; seen_xid: string; cursors: Record<string, string> }>(
  'platform.books-progress', 'SELECT checked_at, seen_xid::text AS seen_xid, cursors FROM platform.invariant_round');

const touchedSince = statement<{ id: string }, [xid: string]>('platform.books-touched', `
  SELECT DISTINCT member_id AS id FROM (
    SELECT member_id FROM platform.event WHERE xid >= $1::xid8 ORDER BY xid DESC LIMIT ${TOUCHED}) AS recent WHERE member_id IS NOT NULL`);

/** Whatever an older transaction may still write comes with a later look. */
const horizon = statement<{ xid: string }>('platform.books-horizon', 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid');

const brokenOnes = statement<{ subject: string }, [invariants: readonly string[]]>('platform.books-broken', 'SELECT DISTINCT subject FROM platform.invariant_finding WHERE invariant = ANY($1)');

export async function readProgress(ctx: Context): Promise<Progress> {
  const [row] = await ctx.sql(progressOf());
  return { checkedAt: row?.checked_at ?? null, seenXid: row?.seen_xid ?? '0', cursors: row?.cursors ?? {} };
}

/** Who was part of what happened lately, what is newest, what was broken before, and the next piece of everything else. */
export async function takeSight(ctx: Context, invariants: readonly Invariant[]): Promise<Sight> {
  const progress = await readProgress(ctx);
  const tables = [...new Set(invariants.flatMap(({ of }) => of ?? []))];
  const [touched, [now], ...parts] = await Promise.all([
    ctx.sql(touchedSince(progress.seenXid)),
    ctx.sql(horizon()),
    ...tables.map((table) => partOf(ctx, table, progress.cursors[table] ?? NIL_UUID, invariants)),
  ]);
  const about = touched.map(({ id }) => id);
  return {
    ids: new Map(tables.map((table, index) => [table, [...new Set([...about, ...(parts[index]?.ids ?? [])])]])),
    next: {
      checkedAt: ctx.now, seenXid: now?.xid ?? progress.seenXid,
      cursors: Object.fromEntries(tables.map((table, index) => [table, parts[index]?.cursor ?? NIL_UUID])),
    },
  };
}

async function partOf(ctx: Context, table: string, cursor: string, invariants: readonly Invariant[]): Promise<{ readonly ids: readonly string[]; readonly cursor: string }> {
  const [newest, piece, broken] = await Promise.all([
    ctx.sql<{ id: string }>({ name: '', text: `SELECT id FROM ${table} ORDER BY id DESC LIMIT ${NEWEST}`, values: [] }),
    ctx.sql<{ id: string }>({ name: '', text: `SELECT id FROM ${table} WHERE id > $1 ORDER BY id LIMIT ${PIECE}`, values: [cursor] }),
    ctx.sql(brokenOnes(invariants.filter(({ of }) => of === table).map(({ id }) => id))),
  ]);
  return {
    ids: [...newest.map(({ id }) => id), ...piece.map(({ id }) => id), ...broken.map(({ subject }) => subject)],
    // The last piece is followed by the first.
    cursor: piece.length < PIECE ? NIL_UUID : (piece.at(-1)?.id ?? NIL_UUID),
  };
}
