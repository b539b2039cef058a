import { queryAsOwner } from '../../postgres/query-as-owner';
import type { Bench } from '../bench';
import { HttpContender } from '../load/http-contender';
import type { Requests } from '../load/http-load';
import { PgContender } from '../load/pg-contender';
import { interleave, type Measured, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { checkBalances } from '../shop/books';
import { CODES_OF_SALE, LINES } from '../shop/till';
import { COUPONS, openTillShop, TILL_MEMBERS, type TillShop } from '../shop/till-shop';
import { setUpTill } from '../till/set-up';
import { seen } from './seen';

const CLIENTS = 16;
const POOL = 16; // as the gateway's
const AIM = 0.1;

/** (j) A till's quote and its sale, for members with three cards and ten coupons: through GraphQL, and as one function that does it all. */
export async function till(bench: Bench): Promise<Finding[]> {
  const shop = await openTillShop(await bench.install('till', false));
  const { installation: { ownerUrl, appUrl }, brandUuid, members } = shop;
  await setUpTill(ownerUrl, brandUuid, members.map(({ uuid }) => uuid));
  const [load, pg] = [bench.peer('load/http-load.ts'), bench.peer('load/pg-till.ts')];
  await pg.ask('setUp', { appUrl, pool: POOL });
  const run = { bench, shop, load, pg };
  const quotes = await compare(run, { what: 'quote', command: 'quote', requests: () => ({ kind: 'quotes', memberIds: members.map(({ id }) => id) }) });
  await checkNothingSold(ownerUrl);
  const sales = await compare(run, { what: 'sale', command: 'sell', requests: (round) => ({ kind: 'sales', members, prefix: `j-api-${round}`, codesOfSale: CODES_OF_SALE }) });
  await checkSales(ownerUrl, sales);
  await checkBalances(ownerUrl);
  return [
    quotes.finding(`(j) tillQuote for a member with three cards and ${COUPONS} coupons, ${LINES.length} lines, ${CLIENTS} clients`, 'no quote left an order behind'),
    sales.finding(`(j) tillCommit with ${CODES_OF_SALE} coupons and points, ${LINES.length} lines, ${CLIENTS} clients`, 'every sale answered stands in the books with its lines, redemptions and points, every balance equals its lots'),
  ];
}

interface Run {
  readonly bench: Bench;
  readonly shop: TillShop;
  readonly load: Peer;
  readonly pg: Peer;
}

interface Operation {
  readonly what: string;
  readonly command: 'quote' | 'sell';
  readonly requests: (round: number) => Requests;
}

interface Compared {
  /** How many were answered, the warm-ups' included. */
  readonly ofApi: number;
  readonly ofFunction: number;
  readonly finding: (title: string, checked: string) => Finding;
}

async function compare({ bench, shop, load, pg }: Run, { what, command, requests }: Operation): Promise<Compared> {
  const { installation: { gateway }, staff, brandUuid, members } = shop;
  const memberUuids = members.map(({ uuid }) => uuid);
  const api = new HttpContender(`${what}s through GraphQL`, gateway, load, { url: staff.url, token: staff.token, clients: CLIENTS, requests });
  const fn = new PgContender(`pg calling one function, ${POOL} connections`, pg, { command, clients: CLIENTS, brand: brandUuid, memberUuids: () => memberUuids, prefix: (round) => `j-pg-${round}` });
  const measured = await bench.profiled(gateway, `j-${what}`, () => interleave([api, fn], bench.options));
  const [ofApi, ofFn] = measured as [Measured, Measured];
  const finding = (title: string, checked: string): Finding => ({
    title, unit: `${what}s a second`, measured, ratios: [{ name: `(j) ${what}: GraphQL / one function`, byRound: ratios(ofApi, ofFn), aim: AIM }], notes: [checked, seen(api)],
  });
  return { ofApi: api.answered, ofFunction: fn.answered, finding };
}

/** Everybody bought once, before the first quote. */
async function checkNothingSold(ownerUrl: string): Promise<void> {
  const [orders] = await queryAsOwner<{ n: number }>(ownerUrl, 'SELECT count(*)::int AS n FROM "order"."order"');
  if (orders?.n !== TILL_MEMBERS) throw new Error(`There are ${orders?.n} orders after the quotes, where ${TILL_MEMBERS} were before`);
}

const SALES = `
  SELECT count(*)::int AS sales, coalesce(sum((SELECT count(*) FROM "order".line l WHERE (l.brand_id, l.order_id) = (o.brand_id, o.id))), 0)::int AS lines,
         coalesce(sum((SELECT count(*) FROM gift_coupon.redemption r WHERE (r.brand_id, r.source, r.external_id) = (o.brand_id, o.source, o.external_id) AND r.reversed_at IS NULL)), 0)::int AS redemptions,
         coalesce(sum((SELECT count(*) FROM points.entry e WHERE (e.brand_id, e.order_id) = (o.brand_id, o.id))), 0)::int AS entries
    FROM "order"."order" o WHERE o.external_id LIKE 'j-api-%'`;
const SALES_OF_FUNCTION = `
  SELECT count(*)::int AS sales, (SELECT count(*)::int FROM bench.line) AS lines, (SELECT count(*)::int FROM bench.redemption) AS redemptions, (SELECT count(*)::int FROM bench.entry) AS entries FROM bench.sale`;

/** Throws unless every sale answered has its lines, two redemptions, and two entries of points: burnt and earned. */
async function checkSales(ownerUrl: string, { ofApi, ofFunction }: Compared): Promise<void> {
  for (const [sql, sales] of [[SALES, ofApi], [SALES_OF_FUNCTION, ofFunction]] as const) {
    const [found] = await queryAsOwner<object>(ownerUrl, sql);
    const wanted = { sales, lines: LINES.length * sales, redemptions: CODES_OF_SALE * sales, entries: 2 * sales };
    if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`Of the sales the books hold ${JSON.stringify(found)} where ${JSON.stringify(wanted)} were answered`);
  }
}
