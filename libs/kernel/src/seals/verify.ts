import { type Context, type SealedTable, type SealVerdict, statement, type Statement } from '@regulars/plugin-sdk';
import { GraphQLError } from 'graphql';
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

/** The place of a row among all of its table. */
interface Place {
  readonly xid: string;
  readonly id: string;
}

const FIRST: Place = { xid: '0', id: '00000000-0000-0000-0000-000000000000' };

const HEAD = `head AS (SELECT coalesce(max(xid), '0'::xid8) AS xid, coalesce(max(row_id::text)::uuid, '${FIRST.id}') AS id FROM platform.seal_head WHERE chain = $1)`;

/**
 * The first of the next rows that stands before the chain's end without a link of its own, and how far that looked. One
 * condition only bounds a page: with more of them the planner expects few rows, and would sort all that are left each time.
 */
const strays = ({ chain, table }: SealedTable, { xid, id }: Place): Statement<Place & { inserted: string | null }> => ({
  name: `platform.strays-${chain}`,
  text: `WITH ${HEAD}, page AS (
      SELECT e.xid, e.id FROM ${table} e WHERE (e.xid, e.id) > ($2::xid8, $3::uuid) ORDER BY e.xid, e.id LIMIT ${PAGE})
    SELECT xid::text AS xid, id, (SELECT e.id FROM page e LEFT JOIN LATERAL (SELECT true AS found FROM platform.seal s WHERE s.chain = $1 AND s.row_id = e.id OFFSET 0) sealed ON true
             WHERE sealed.found IS NULL AND (e.xid, e.id) <= ((SELECT xid FROM head), (SELECT id FROM head)) ORDER BY e.xid, e.id LIMIT 1) AS inserted
      FROM page ORDER BY page.xid DESC, page.id DESC LIMIT 1`,
  values: [chain, xid, id],
});

/** How many rows stand behind the chain's end. */
const unsealed = ({ chain, table }: SealedTable): Statement<{ unsealed: number }> => ({
  name: `platform.count-unsealed-${chain}`,
  text: `WITH ${HEAD} SELECT count(*)::int AS unsealed FROM ${table} e
    WHERE e.xid >= (SELECT xid FROM head) AND (e.xid, e.id) > ((SELECT xid FROM head), (SELECT id FROM head))`,
  values: [chain],
});

const rowAt = statement<{ row_id: string }, [string, bigint]>('platform.sealed-row', 'SELECT row_id FROM platform.seal WHERE chain = $1 AND number = $2');

export interface ChainVerdict extends Omit<SealVerdict, 'anchoredAt' | 'brokenAudit'> {
  /** The row of the first broken link, where it can be told. */
  readonly brokenRow: string | null;
}

async function findInserted(ctx: Context, sealed: SealedTable): Promise<string | null> {
  for (let place = FIRST; ; ) {
    const [read] = await ctx.sql(strays(sealed, place));
    if (!read || read.inserted !== null) return read?.inserted ?? null;
    place = read;
  }
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
  const [[cut], [behind], inserted] = await Promise.all([ctx.sql(brokenAnchor(sealed.chain, JSON.stringify(held))), ctx.sql(unsealed(sealed)), findInserted(ctx, sealed)]);
  const first = [broken, cut?.number].reduce<bigint | null>((least, one) => (one != null && (least === null || one < least) ? one : least), null);
  const [row] = first === null ? [] : await ctx.sql(rowAt(sealed.chain, first));
  return { checked, intact: first === null && inserted === null, unsealed: behind?.unsealed ?? 0, brokenRow: row?.row_id ?? inserted };
}

/** One at a time for each brand: it reads all there is, and holds a connection meanwhile. */
export class SealVerifier {
  private readonly busy = new Set<string>();

  constructor(private readonly chains: readonly SealedTable[], private readonly anchorFile: string | null) {}

  /** @throws GraphQLError CONFLICT while this process is at the brand's chains already */
  async verify(ctx: Context, from: Date | null): Promise<SealVerdict> {
    const { id } = ctx.brand;
    if (this.busy.has(id)) throw new GraphQLError('The seals are being verified', { extensions: { code: 'CONFLICT' } });
    this.busy.add(id);
    try {
      return await verifySeals(ctx, this.chains, id, this.anchorFile, from);
    } finally {
      this.busy.delete(id);
    }
  }
}

/** Every chain of the brand; which audit row is the first that is broken, when one is. */
async function verifySeals(ctx: Context, chains: readonly SealedTable[], brandId: string, anchorFile: string | null, from: Date | null): Promise<SealVerdict> {
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
