import { statement } from '@regulars/plugin-sdk';

type Said = [id: string, programId: string, memberId: string, kind: string, stamps: number, at: Date, reason: Buffer, actorKind: string, actorId: string];

/** What staff gave or took: behind whatever they did before, though its transaction may have begun later. */
export const insertAct = statement<{ at: Date }, Said>('stamp-card.insert-act', `
  INSERT INTO stamp_card.act (id, program_id, member_id, kind, stamps, at, reason_sealed, actor_kind, actor_id)
  SELECT $1::uuid, $2::uuid, $3::uuid, $4, $5::int, greatest($6::timestamptz, (SELECT max(at) + interval '1 millisecond' FROM stamp_card.act WHERE member_id = $3 AND program_id = $2)), $7::bytea, $8, $9
  RETURNING at`);

/** JSON of rewards. */
export const insertRewards = statement<never, [json: string]>('stamp-card.insert-rewards', `
  INSERT INTO stamp_card.act (id, program_id, member_id, kind, stamps, at)
  SELECT id, program_id, member_id, 'REWARD', stamps, at FROM jsonb_to_recordset($1::jsonb) AS act (id uuid, program_id uuid, member_id uuid, stamps int, at timestamptz)`);

/** JSON of events: each acts once in a program. */
export const insertHappenings = statement<{ program_id: string }, [json: string]>('stamp-card.insert-happenings', `
  INSERT INTO stamp_card.act (id, program_id, member_id, kind, stamps, at, event, event_id)
  SELECT id, program_id, member_id, 'EVENT', 0, at, event, event_id
    FROM jsonb_to_recordset($1::jsonb) AS act (id uuid, program_id uuid, member_id uuid, at timestamptz, event text, event_id uuid)
  ON CONFLICT (brand_id, program_id, event_id) WHERE event_id IS NOT NULL DO NOTHING RETURNING program_id`);

/** JSON of what is left of acts. */
export const shrinkActs = statement<never, [json: string]>('stamp-card.shrink-acts', `
  UPDATE stamp_card.act SET stamps = less.stamps FROM jsonb_to_recordset($1::jsonb) AS less (id uuid, stamps int) WHERE act.id = less.id`);
