import { type Context, defineLoader, Direction, type ListDefinition, manyForEach, money, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { CLAIM_COLUMNS, type ClaimRow, claimsById, taxOfClaims } from '../data/claim.statements';
import { type CloseRow, closesOf } from '../data/entry.statements';
import { type PlaceRow, placesOf } from '../data/raffle.statements';
import { openIdentities } from '../domain/claims';
import { claimObject, type LotteryClaim, LotteryTaxRecord } from './claim.type';

/** The newest first: ids sort by the time they were made. */
export const claimList: ListDefinition<ClaimRow, LotteryClaim> = {
  name: 'lottery.claims',
  select: CLAIM_COLUMNS,
  from: 'lottery.claim AS k',
  id: { expression: 'k.id', type: 'uuid', direction: Direction.DESC },
  parent: 'k.member_id',
  toItem: claimObject,
};

export const claimsOfMember = nestedListLoader(claimList);

export async function loadClaims(ctx: Context, ids: readonly string[]): Promise<(LotteryClaim | null)[]> {
  return oneForEach(ids, (await ctx.sql(claimsById(ids))).map(claimObject), ({ row }) => row.id);
}

/** By uuid. */
export const claimById = defineLoader<string, LotteryClaim | null>(loadClaims);

/** By the claim's uuid. */
export const taxOfClaim = defineLoader<string, LotteryTaxRecord | null>(async (ctx, ids) => {
  const rows = await ctx.sql(taxOfClaims(ids));
  const identities = await openIdentities(ctx, rows);
  const records = rows.map((row, index) => ({
    claimId: row.claim_id,
    record: Object.assign(Object.create(LotteryTaxRecord.prototype) as LotteryTaxRecord, {
      memberUuid: row.member_id, jurisdiction: row.jurisdiction, year: row.year, isResident: row.is_resident, worth: money(row.worth, ctx.brand.currency),
      withheld: money(row.withheld, ctx.brand.currency), legalName: null, idNumber: null, address: null, ...identities[index],
    }),
  }));
  return oneForEach(ids, records, ({ claimId }) => claimId).map((found) => found?.record ?? null);
});

/** Of a raffle, in their order, by the game's uuid. */
export const placesOfGame = defineLoader<string, readonly PlaceRow[]>(async (ctx, ids) => manyForEach(ids, await ctx.sql(placesOf(ids)), ({ game_id }) => game_id));

/** Of a raffle that was drawn, by the game's uuid. */
export const closeOfGame = defineLoader<string, CloseRow | null>(async (ctx, ids) => oneForEach(ids, await ctx.sql(closesOf(ids)), ({ game_id }) => game_id));
