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
