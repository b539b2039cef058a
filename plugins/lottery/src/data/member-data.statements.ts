import { statement } from '@regulars/plugin-sdk';

export const moveChances = statement<{ id: string }, [survivorId: string, loserId: string]>('lottery.move-chances', `
  UPDATE lottery.chance SET member_id = $1 WHERE member_id = $2 RETURNING id`);

export const moveDraws = statement<{ id: string }, [survivorId: string, loserId: string]>('lottery.move-draws', `
  UPDATE lottery.draw SET member_id = $1 WHERE member_id = $2 RETURNING id`);

/** Those the survivor still has; with what was drawn of them since. */
export const returnChances = statement<never, [survivorId: string, loserId: string, ids: readonly string[]]>('lottery.return-chances', `
  UPDATE lottery.chance SET member_id = $2 WHERE id = ANY($3::uuid[]) AND member_id = $1`);

export const returnDraws = statement<{ id: string }, [survivorId: string, loserId: string, chanceIds: readonly string[]]>('lottery.return-draws', `
  UPDATE lottery.draw SET member_id = $2 WHERE chance_id = ANY($3::uuid[]) AND member_id = $1 RETURNING id`);

export const moveWins = statement<{ id: string }, [survivorId: string, loserId: string]>('lottery.move-wins', `
  WITH places AS (UPDATE lottery.raffle_place SET member_id = $1 WHERE member_id = $2),
    taxed AS (UPDATE lottery.tax_record SET member_id = $1 WHERE member_id = $2)
  UPDATE lottery.claim SET member_id = $1 WHERE member_id = $2 RETURNING id`);

/** Of chances that are the loser's again, and of what was claimed before the merge. */
export const returnWins = statement<never, [survivorId: string, loserId: string, claimIds: readonly string[], chanceIds: readonly string[]]>('lottery.return-wins', `
  WITH places AS (UPDATE lottery.raffle_place SET member_id = $2 WHERE member_id = $1 AND chance_id = ANY($4::uuid[])),
    taxed AS (UPDATE lottery.tax_record SET member_id = $2 WHERE member_id = $1 AND claim_id = ANY($3::uuid[]))
  UPDATE lottery.claim SET member_id = $2 WHERE member_id = $1
     AND (id = ANY($3::uuid[]) OR draw_id IN (SELECT d.id FROM lottery.draw AS d WHERE d.chance_id = ANY($4::uuid[])) OR place_id IN (SELECT p.id FROM lottery.raffle_place AS p WHERE p.chance_id = ANY($4::uuid[])))`);

/** Of who was erased: nobody draws them any more. */
export const forfeitChances = statement<never, [memberId: string]>('lottery.forfeit-chances', `
  UPDATE lottery.chance SET state = 'REVOKED' WHERE member_id = $1 AND state = 'AVAILABLE'`);

export interface ExportedChanceRow {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly cause: string;
  readonly granted_at: Date;
  readonly draw_id: string | null;
  readonly prize: string | null;
  readonly drawn_at: Date | null;
}

export const exportedChances = statement<ExportedChanceRow, [memberId: string]>('lottery.exported-chances', `
  SELECT c.id, g.code, c.state, c.cause, c.granted_at, d.id AS draw_id, d.prize, d.drawn_at
    FROM lottery.chance AS c JOIN lottery.game AS g ON g.id = c.game_id LEFT JOIN lottery.draw AS d ON d.chance_id = c.id
   WHERE c.member_id = $1 ORDER BY c.granted_at, c.id`);
