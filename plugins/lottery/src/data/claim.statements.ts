import { statement } from '@regulars/plugin-sdk';

export interface ClaimRow {
  readonly id: string;
  readonly game_id: string;
  readonly member_id: string;
  readonly prize: string;
  readonly place_id: string | null;
  readonly worth: bigint;
  readonly state: 'WON' | 'CLAIMED' | 'LAPSED';
  readonly won_at: Date;
  readonly deadline: Date | null;
  readonly claimed_at: Date | null;
  readonly handed_over_at: Date | null;
}

export const CLAIM_COLUMNS = 'k.id, k.game_id, k.member_id, k.prize, k.place_id, k.worth, k.state, k.won_at, k.deadline, k.claimed_at, k.handed_over_at';

/** JSON of claims. */
export const insertClaims = statement<never, [json: string]>('lottery.insert-claims', `
  INSERT INTO lottery.claim (id, game_id, member_id, prize, draw_id, place_id, worth, won_at, deadline)
  SELECT id, game_id, member_id, prize, draw_id, place_id, worth, won_at, deadline FROM jsonb_to_recordset($1::jsonb)
    AS k (id uuid, game_id uuid, member_id uuid, prize text, draw_id uuid, place_id uuid, worth bigint, won_at timestamptz, deadline timestamptz)`);

export const claimsById = statement<ClaimRow, [ids: readonly string[]]>('lottery.claims-by-id', `SELECT ${CLAIM_COLUMNS} FROM lottery.claim AS k WHERE k.id = ANY($1::uuid[])`);
export const claimForUpdate = statement<ClaimRow, [id: string]>('lottery.claim-for-update', `SELECT ${CLAIM_COLUMNS} FROM lottery.claim AS k WHERE k.id = $1 FOR UPDATE`);
export const setClaimed = statement<never, [id: string, at: Date]>('lottery.set-claimed', "UPDATE lottery.claim SET state = 'CLAIMED', claimed_at = $2 WHERE id = $1");
export const setHandedOver = statement<never, [id: string, at: Date]>('lottery.set-handed-over', 'UPDATE lottery.claim SET handed_over_at = $2 WHERE id = $1');

/** Of which nobody made use in time; without locks. */
export const lapsedClaims = statement<Pick<ClaimRow, 'id' | 'game_id' | 'member_id' | 'place_id'>, [limit: number]>('lottery.lapsed-claims', `
  SELECT k.id, k.game_id, k.member_id, k.place_id FROM lottery.claim AS k WHERE k.state = 'WON' AND k.deadline <= platform.current_now() ORDER BY k.deadline, k.id LIMIT $1`);

/** Those of them that were not claimed meanwhile; their members are locked. */
export const lapseClaims = statement<ClaimRow, [ids: readonly string[]]>('lottery.lapse-claims', `
  UPDATE lottery.claim AS k SET state = 'LAPSED'
   WHERE k.id IN (SELECT d.id FROM lottery.claim AS d WHERE d.id = ANY($1::uuid[]) AND d.state = 'WON' AND d.deadline <= platform.current_now() ORDER BY d.id FOR UPDATE)
  RETURNING ${CLAIM_COLUMNS}`);

export const nextDeadline = statement<{ at: Date | null }>('lottery.next-deadline', `
  SELECT min(k.deadline) AS at FROM lottery.claim AS k WHERE k.state = 'WON' AND k.deadline > platform.current_now()`);

/** Alternates who have not come up yet, of each game in their order. */
export const alternatesOf = statement<{ id: string; game_id: string; member_id: string }, [gameIds: readonly string[]]>('lottery.alternates-of', `
  SELECT p.id, p.game_id, p.member_id FROM lottery.raffle_place AS p
   WHERE p.game_id = ANY($1::uuid[]) AND p.prize IS NULL AND NOT EXISTS (SELECT FROM lottery.claim AS k WHERE k.place_id = p.id) ORDER BY p.game_id, p.place`);

/** What a member has been told to the tax office to have won in a year, and what is being claimed: in minor units. */
export const wonInYear = statement<{ worth: bigint }, [memberId: string, from: Date, to: Date, claimId: string]>('lottery.won-in-year', `
  SELECT coalesce(sum(k.worth), 0)::bigint AS worth FROM lottery.claim AS k
   WHERE k.member_id = $1 AND k.id <> $4 AND k.state = 'CLAIMED' AND k.claimed_at >= $2 AND k.claimed_at < $3`);

type Tax = [id: string, claimId: string, memberId: string, jurisdiction: string, year: number, isResident: boolean, worth: string, withheld: string, identity: Buffer, at: Date];

export const insertTax = statement<never, Tax>('lottery.insert-tax', `
  INSERT INTO lottery.tax_record (id, claim_id, member_id, jurisdiction, year, is_resident, worth, withheld, identity_sealed, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7::bigint, $8::bigint, $9, $10)`);

export interface TaxRow {
  readonly id: string;
  readonly claim_id: string;
  readonly member_id: string;
  readonly jurisdiction: string;
  readonly year: number;
  readonly is_resident: boolean;
  readonly worth: bigint;
  readonly withheld: bigint;
  readonly identity_sealed: Buffer | null;
}

const TAX_COLUMNS = 't.id, t.claim_id, t.member_id, t.jurisdiction, t.year, t.is_resident, t.worth, t.withheld, t.identity_sealed';
export const taxOfClaims = statement<TaxRow, [claimIds: readonly string[]]>('lottery.tax-of-claims', `SELECT ${TAX_COLUMNS} FROM lottery.tax_record AS t WHERE t.claim_id = ANY($1::uuid[])`);
export const taxOfMember = statement<TaxRow, [memberId: string]>('lottery.tax-of-member', `SELECT ${TAX_COLUMNS} FROM lottery.tax_record AS t WHERE t.member_id = $1 ORDER BY t.id`);
export const forgetTax = statement<never, [memberId: string]>('lottery.forget-tax', 'UPDATE lottery.tax_record SET identity_sealed = NULL WHERE member_id = $1');
