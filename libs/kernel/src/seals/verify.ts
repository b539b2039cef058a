import { type Context, type SealedTable, type SealVerdict, statement, type Statement } from '@regulars/plugin-sdk';
import { type Anchor, anchorsOf } from './anchors';
import { AUDIT_CHAIN, genesisOf, linkSql, rowText } from './chain';

/** Links checked by one statement. */
const PAGE = 20_000;

interface Start {
  readonly number: bigint;
  readonly previous: Buffer | null;
}

/** The first link made from then on, and the hash of the one before it. */
const startOf = statement<Start, [string, Date]>('platform.seals-from', `
  SELECT first.number, (SELECT hash FROM platform.seal WHERE chain = $1 AND number = first.number - 1) AS previous
    FROM (SELECT coalesce((SELECT min(number) FROM platform.seal WHERE chain = $1 AND sealed_at >= $2), (SELECT max(number) + 1 FROM platform.seal WHERE chain = $1), 1) AS number) AS first`);

interface Page {
  readonly checked: number;
  readonly broken: bigint | null;
  readonly last: bigint | null;
  readonly hash: Buffer | null;
}

// A look-up for each row, whatever the planner knows of the tables: it needs no statistics.
const page = ({ chain, table }: SealedTable, { number, previous }: { number: bigint; previous: Buffer }): Statement<Page> => ({
  name: `platform.check-seals-${chain}`,
  text: `WITH link AS (
      SELECT s.number, s.hash, e.id IS NOT NULL AS present, e.text, coalesce(lag(s.hash) OVER place, $3) AS previous, coalesce(lag(s.number) OVER place, $2::bigint - 1) AS before
        FROM platform.seal s LEFT JOIN LATERAL (SELECT e.id, ${rowText('e')} AS text FROM ${table} e WHERE e.id = s.row_id OFFSET 0) e ON true WHERE s.chain = $1 AND s.number >= $2::bigint AND s.number < $2::bigint + ${PAGE}
      WINDOW place AS (ORDER BY s.number))
    SELECT count(*)::int AS checked, min(number) FILTER (WHERE NOT present OR number <> before + 1 OR hash <> ${linkSql('text', 'previous')}) AS broken,
           max(number) AS last, (array_agg(hash ORDER BY number DESC))[1] AS hash FROM link`,
  values: [chain, number, previous],
});

const brokenAnchor = statement<{ number: bigint }, [string, string]>('platform.broken-anchor', `
  SELECT a.number FROM jsonb_to_recordset($2::jsonb) AS a(number bigint, hash text) LEFT JOIN platform.seal s ON s.chain = $1 AND s.number = a.number
   WHERE s.hash IS DISTINCT FROM decode(a.hash, 'hex') ORDER BY a.number LIMIT 1`);

/** Rows that stand before the chain's end without a link of their own, and how many stand behind it. */
const strays = ({ chain, table }: SealedTable): Statement<{ inserted: string | null; unsealed: number }> => ({
  name: `platform.strays-${chain}`,
  text: `WITH head AS (SELECT coalesce(max(xid), '0'::xid8) AS xid, coalesce(max(row_id::text)::uuid, '00000000-0000-0000-0000-000000000000') AS id FROM platform.seal_head WHERE chain = $1)
    SELECT (SELECT e.id FROM head, ${table} e LEFT JOIN LATERAL (SELECT true AS found FROM platform.seal s WHERE s.chain = $1 AND s.row_id = e.id OFFSET 0) sealed ON true
             WHERE (e.xid, e.id) <= (head.xid, head.id) AND sealed.found IS NULL ORDER BY e.xid, e.id LIMIT 1) AS inserted,
           (SELECT count(*)::int FROM ${table} e, head WHERE e.xid >= head.xid AND (e.xid, e.id) > (head.xid, head.id)) AS unsealed`,
  values: [chain],
});

const rowAt = statement<{ row_id: string }, [string, bigint]>('platform.sealed-row', 'SELECT row_id FROM platform.seal WHERE chain = $1 AND number = $2');

export interface ChainVerdict extends Omit<SealVerdict, 'anchoredAt' | 'brokenAudit'> {
  /** The row of the first broken link, where it can be told. */
  readonly brokenRow: string | null;
}

/** Holds what is sealed against the chain it was sealed into, and the chain against its anchors. */
export async function verifyChain(ctx: Context, sealed: SealedTable, brandId: string | null, anchors: readonly Anchor[], from: Date | null): Promise<ChainVerdict> {
  const [start] = from === null ? [] : await ctx.sql(startOf(sealed.chain, from));
  let next = { number: start?.number ?? 1n, previous: start?.previous ?? genesisOf(sealed.chain, brandId) };
  let checked = 0;
  let broken: bigint | null = null;
  for (;;) {
    const [read] = await ctx.sql(page(sealed, next));
    checked += read?.checked ?? 0;
    broken ??= read?.broken ?? null;
    if (!read?.hash || read.last === null || broken !== null) break;
    next = { number: read.last + 1n, previous: read.hash };
  }
  const held = anchors.filter(({ chain }) => chain === sealed.chain);
  const [[cut], [stray]] = await Promise.all([ctx.sql(brokenAnchor(sealed.chain, JSON.stringify(held))), ctx.sql(strays(sealed))]);
  const first = [broken, cut?.number].reduce<bigint | null>((least, one) => (one != null && (least === null || one < least) ? one : least), null);
  const [row] = first === null ? [] : await ctx.sql(rowAt(sealed.chain, first));
  const inserted = stray?.inserted ?? null;
  return { checked, intact: first === null && inserted === null, unsealed: stray?.unsealed ?? 0, brokenRow: row?.row_id ?? inserted };
}

/** Every chain of the brand; which audit row is the first that is broken, when one is. */
export async function verifySeals(ctx: Context, chains: readonly SealedTable[], brandId: string, anchorFile: string | null, from: Date | null): Promise<SealVerdict> {
  const anchors = anchorFile === null ? [] : await anchorsOf(anchorFile, brandId);
  const verdicts: ChainVerdict[] = [];
  for (const sealed of chains) verdicts.push(await verifyChain(ctx, sealed, brandId, anchors, from));
  const sum = (of: (verdict: ChainVerdict) => number): number => verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const anchoredAt = anchors.at(-1)?.at;
  return {
    checked: sum(({ checked }) => checked), intact: verdicts.every(({ intact }) => intact), unsealed: sum(({ unsealed }) => unsealed),
    brokenAudit: verdicts[chains.indexOf(AUDIT_CHAIN)]?.brokenRow ?? null, anchoredAt: anchoredAt === undefined ? null : new Date(anchoredAt),
  };
}
