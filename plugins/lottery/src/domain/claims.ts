import { Members } from '@regulars/member/contract';
import { businessDateOf, type CipherPlace, type Context, DAY, MemberKeys, newUuid, NotFoundError, parseDecimal, Problems, readId, readName, reject, scaleOf } from '@regulars/plugin-sdk';
import { alternatesOf, claimForUpdate, type ClaimRow, claimsById, insertClaims, insertTax, lapseClaims, lapsedClaims, nextDeadline, setClaimed, setHandedOver, type TaxRow, wonInYear } from '../data/claim.statements';
import type { PrizeTerms } from '../data/game-terms';
import { LotteryClaimNotOpenError, LotteryTaxInfoNeededError } from '../errors';
import { type Game, gamesOf } from './game';
import { CLAIM_PREFIX } from './ids';
import { lockAllActive } from './lock-member';
import { isReported, type TaxTerms, taxTermsOf, withheldOf, yearOf } from './tax';

const AT_ONCE = 200;

/** Something physical that a member won, by a draw or by a place in a raffle. */
export interface Win {
  readonly game: Game;
  readonly prize: PrizeTerms;
  readonly memberId: string;
  readonly drawId?: string;
  readonly placeId?: string;
}

export async function openClaims(ctx: Context, wins: readonly Win[]): Promise<void> {
  const rows = wins.filter(({ prize }) => prize.kind === 'PHYSICAL').map(({ game, prize, memberId, drawId = null, placeId = null }) => ({
    id: newUuid(), game_id: game.id, member_id: memberId, prize: prize.key, draw_id: drawId, place_id: placeId, worth: String(worthOf(ctx, prize)), won_at: ctx.now,
    deadline: game.claimDays == null ? null : new Date(ctx.now.getTime() + game.claimDays * DAY),
  }));
  if (rows.length > 0) await ctx.sql(insertClaims(JSON.stringify(rows)));
}

const worthOf = (ctx: Context, { worth }: PrizeTerms): bigint => parseDecimal(worth ?? '0', scaleOf(ctx.brand.currency)) ?? 0n;

/** What the tax office asks of who wins. */
export interface TaxInfo {
  readonly legalName: string;
  readonly idNumber: string;
  readonly address: string;
  readonly isResident: boolean;
}

export type TaxIdentity = Pick<TaxInfo, 'legalName' | 'idNumber' | 'address'>;

export interface ClaimRef {
  /** uuid */
  readonly claimId: string;
}

const MOST = { legalName: 100, idNumber: 40, address: 300 } as const;

/** In time, and with what the tax office asks for where it asks. @param memberId whose it has to be; null: anybody's */
export async function claimPrize(ctx: Context, publicClaimId: string, memberId: string | null, info: TaxInfo | null): Promise<ClaimRef> {
  const claim = await lockedClaim(ctx, publicClaimId, memberId);
  if (claim.state !== 'WON' || (claim.deadline !== null && claim.deadline <= ctx.now)) {
    reject(new LotteryClaimNotOpenError({ en: 'It was claimed before, or its deadline has passed.', 'zh-TW': '獎品已領取,或已逾領獎期限。' }, 'claimId'));
  }
  const terms = taxTermsOf(ctx.brand.region);
  if (terms) await recordTax(ctx, terms, claim, info);
  await ctx.sql(setClaimed(claim.id, ctx.now));
  return { claimId: claim.id };
}

async function recordTax(ctx: Context, terms: TaxTerms, claim: ClaimRow, info: TaxInfo | null): Promise<void> {
  const year = yearOf(businessDateOf(ctx.now, ctx.brand));
  const [before] = await ctx.sql(wonInYear(claim.member_id, year.from(ctx.brand), year.to(ctx.brand), claim.id));
  if (!isReported(terms, claim.worth, before?.worth ?? 0n)) return;
  if (info === null) return reject(new LotteryTaxInfoNeededError({ en: 'A prize of this worth is reported to the tax office: give taxInfo.', 'zh-TW': '此獎品須申報所得,請填寫納稅資料。' }, 'taxInfo'));
  const problems = new Problems();
  const identity = Object.fromEntries(Object.entries(MOST).map(([field, most]) => [field, readName(info[field as keyof typeof MOST], most, `taxInfo.${field}`, problems)]));
  problems.throwIfAny();
  const id = newUuid();
  const keys = ctx.use(MemberKeys);
  await keys.ready([claim.member_id]);
  const sealed = keys.seal({ memberId: claim.member_id, plain: JSON.stringify(identity), place: placeOf(id) });
  const withheld = withheldOf(terms, claim.worth, info.isResident);
  await ctx.sql(insertTax(id, claim.id, claim.member_id, terms.jurisdiction, year.year, info.isResident, String(claim.worth), String(withheld), sealed, ctx.now));
}

const placeOf = (row: string): CipherPlace => ({ table: 'lottery.tax_record', column: 'identity_sealed', row });

/** What was told to the tax office of who won; null of who was erased. */
export async function openIdentities(ctx: Context, records: readonly Pick<TaxRow, 'id' | 'identity_sealed'>[]): Promise<(TaxIdentity | null)[]> {
  const sealed = records.flatMap(({ id, identity_sealed }) => (identity_sealed === null ? [] : [{ id, sealed: identity_sealed, place: placeOf(id) }]));
  const opened = await ctx.use(MemberKeys).open(sealed);
  const byId = new Map(sealed.map(({ id }, index) => [id, opened[index]]));
  return records.map(({ id }) => {
    const plain = byId.get(id);
    return plain == null ? null : (JSON.parse(plain) as TaxIdentity);
  });
}

/** Of what was claimed, once. */
export async function handOver(ctx: Context, publicClaimId: string): Promise<ClaimRef> {
  const claim = await lockedClaim(ctx, publicClaimId, null);
  if (claim.state !== 'CLAIMED' || claim.handed_over_at !== null) reject(new LotteryClaimNotOpenError({ en: 'It was not claimed, or handed over before.', 'zh-TW': '獎品尚未登記領取,或已交付。' }, 'claimId'));
  await ctx.sql(setHandedOver(claim.id, ctx.now));
  return { claimId: claim.id };
}

/** Its member is locked first. */
async function lockedClaim(ctx: Context, publicClaimId: string, memberId: string | null): Promise<ClaimRow> {
  const id = readId(CLAIM_PREFIX, publicClaimId);
  const [seen] = id === null ? [] : await ctx.sql(claimsById([id]));
  if (!seen || (memberId !== null && seen.member_id !== memberId)) return reject(new NotFoundError({ en: 'There is no such claim.', 'zh-TW': '沒有此領獎紀錄。' }, 'claimId', publicClaimId));
  await ctx.use(Members).lock([seen.member_id]);
  const [claim] = await ctx.sql(claimForUpdate(seen.id));
  return claim?.member_id === seen.member_id ? claim : ctx.restart('The claim went to another member meanwhile');
}

/** What nobody claimed in time goes to the next alternate of its raffle; answers whether there may be more. */
export async function passOnLapsed(ctx: Context): Promise<boolean> {
  const seen = await ctx.sql(lapsedClaims(AT_ONCE));
  if (seen.length === 0) return false;
  const gameIds = [...new Set(seen.flatMap(({ game_id, place_id }) => (place_id === null ? [] : [game_id])))];
  const memberIds = new Set([...seen, ...(await ctx.sql(alternatesOf(gameIds)))].map(({ member_id }) => member_id));
  const active = await lockAllActive(ctx, [...memberIds]);
  const [lapsed, waiting, games] = [await ctx.sql(lapseClaims(seen.map(({ id }) => id))), [...(await ctx.sql(alternatesOf(gameIds)))], await gamesOf(ctx)];
  if ([...lapsed, ...waiting].some(({ member_id }) => !memberIds.has(member_id))) ctx.restart('A member was merged meanwhile');
  const wins = lapsed.flatMap(({ game_id, prize: key, place_id }): Win[] => {
    const game = games.byId(game_id);
    const prize = game?.odds.prizes.find((one) => one.key === key);
    const next = waiting.findIndex((place) => place.game_id === game_id && active.get(place.member_id) === place.member_id);
    const [place] = place_id === null || !game || !prize || next === -1 ? [] : waiting.splice(next, 1);
    return game && prize && place ? [{ game, prize, memberId: place.member_id, placeId: place.id }] : [];
  });
  await openClaims(ctx, wins);
  return seen.length === AT_ONCE;
}

export const nextLapse = async (ctx: Context): Promise<Date | null> => (await ctx.sql(nextDeadline()))[0]?.at ?? null;
