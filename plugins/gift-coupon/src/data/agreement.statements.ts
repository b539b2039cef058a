import { statement } from '@regulars/plugin-sdk';

/** This brand issues, or honours what the other issues. */
export type AgreementSide = 'FROM' | 'TO';
/** Only ever goes on: DRAFT was proposed, LIVE was accepted, ENDED is for good. */
export type AgreementState = 'DRAFT' | 'LIVE' | 'ENDED';

export interface AgreementRow {
  readonly id: string;
  readonly side: AgreementSide;
  readonly partner_id: string;
  readonly partner_code: string;
  readonly share_bp: number;
  readonly state: AgreementState;
  readonly proposed_at: Date;
}

const COLUMNS = 'a.id, a.side, a.partner_id, a.partner_code, a.share_bp, a.state, a.proposed_at';

/** The newest first. */
export const allAgreements = statement<AgreementRow>('gift-coupon.agreements', `SELECT ${COLUMNS} FROM gift_coupon.agreement AS a ORDER BY a.id DESC`);

export const agreementsById = statement<AgreementRow, [ids: readonly string[]]>('gift-coupon.agreements-by-id', `
  SELECT ${COLUMNS} FROM gift_coupon.agreement AS a WHERE a.id = ANY($1::uuid[])`);

export const agreementForUpdate = statement<AgreementRow, [id: string]>('gift-coupon.agreement-for-update', `
  SELECT ${COLUMNS} FROM gift_coupon.agreement AS a WHERE a.id = $1 FOR UPDATE`);

/** Those of these that are live, and stay so until the end of the transaction. */
export const liveAgreements = statement<AgreementRow, [ids: readonly string[]]>('gift-coupon.live-agreements', `
  SELECT ${COLUMNS} FROM gift_coupon.agreement AS a WHERE a.id = ANY($1::uuid[]) AND a.state = 'LIVE' ORDER BY a.id FOR SHARE`);

type NewAgreement = [id: string, side: AgreementSide, partnerId: string, partnerCode: string, shareBp: number, state: AgreementState, proposedAt: Date];

/** Nothing when one with this brand is proposed or live. */
export const proposeAgreement = statement<{ id: string }, NewAgreement>('gift-coupon.propose-agreement', `
  INSERT INTO gift_coupon.agreement (id, side, partner_id, partner_code, share_bp, state, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (brand_id, side, partner_id) WHERE state <> 'ENDED' DO NOTHING RETURNING id`);

export const setAgreementState = statement<never, [id: string, state: AgreementState]>('gift-coupon.set-agreement-state', `
  UPDATE gift_coupon.agreement SET state = $2 WHERE id = $1`);

/** A brand proposes anew only when what was before has ended with it. */
export const endOlderAgreements = statement<never, [id: string, side: AgreementSide, partnerId: string, proposedAt: Date]>('gift-coupon.end-older-agreements', `
  UPDATE gift_coupon.agreement SET state = 'ENDED' WHERE id <> $1 AND side = $2 AND partner_id = $3 AND proposed_at <= $4 AND state <> 'ENDED'`);

/** The other brand's copy as this one's: a state that is further on is taken, and none goes back. One that a newer has followed has ended. */
export const copyAgreement = statement<never, NewAgreement>('gift-coupon.copy-agreement', `
  INSERT INTO gift_coupon.agreement AS a (id, side, partner_id, partner_code, share_bp, state, proposed_at)
  SELECT $1, $2, $3, $4, $5, CASE WHEN EXISTS (
      SELECT FROM gift_coupon.agreement AS n WHERE n.side = $2 AND n.partner_id = $3 AND n.proposed_at > $7) THEN 'ENDED' ELSE $6 END, $7
  ON CONFLICT (brand_id, id) DO UPDATE SET state = EXCLUDED.state
   WHERE array_position('{DRAFT,LIVE,ENDED}'::text[], EXCLUDED.state) > array_position('{DRAFT,LIVE,ENDED}'::text[], a.state)`);
