import { statement } from '@regulars/plugin-sdk';

export const moveEntries = statement<never, [survivorId: string, loserId: string]>('stamp-card.move-entries', `
  UPDATE stamp_card.entry SET member_id = $1 WHERE member_id = $2`);

/** Of orders that are the loser's again. */
export const returnEntries = statement<never, [survivorId: string, loserId: string]>('stamp-card.return-entries', `
  UPDATE stamp_card.entry SET member_id = $2 FROM "order".order_fact AS fact
   WHERE fact.member_id = $2 AND entry.order_id = fact.order_id AND entry.member_id = $1`);

export const moveActs = statement<{ id: string }, [survivorId: string, loserId: string]>('stamp-card.move-acts', `
  UPDATE stamp_card.act SET member_id = $1 WHERE member_id = $2 RETURNING id`);

export const returnActs = statement<never, [loserId: string, ids: readonly string[]]>('stamp-card.return-acts', `
  UPDATE stamp_card.act SET member_id = $1 WHERE id = ANY($2::uuid[])`);

/** A card with everything in it but where its member stood since it was opened, as JSON of the database's own; slots of the program where it has none of its own. */
export interface StoredCard {
  readonly id: string;
  readonly program_id: string;
  readonly member_id: string;
  readonly number: number;
  readonly stamps: number;
}

/** The cards of both, those of the survivor first in each program. Instants with microseconds, as text. */
export const cardsOfBoth = statement<{ card: StoredCard }, [survivorId: string, loserId: string]>('stamp-card.cards-of-both', `
  SELECT to_jsonb(card) - '{brand_id,mark,mark_at}'::text[] AS card FROM stamp_card.card WHERE card.member_id IN ($1, $2) ORDER BY card.program_id, card.member_id <> $1, card.number`);

export const deleteCards = statement<never, [memberIds: readonly string[]]>('stamp-card.delete-cards', `
  DELETE FROM stamp_card.card WHERE member_id = ANY($1::uuid[])`);

/** JSON of `StoredCard`s. */
export const insertCards = statement<never, [json: string]>('stamp-card.insert-cards', `
  INSERT INTO stamp_card.card
  SELECT (jsonb_populate_record(NULL::stamp_card.card, card || jsonb_build_object('brand_id', platform.current_brand()))).* FROM jsonb_array_elements($1::jsonb) AS card`);

/** Members' last standing does not begin anywhere known: they are told from the first order on. */
export const forgetBases = statement<never, [memberIds: readonly string[]]>('stamp-card.forget-bases', `
  UPDATE stamp_card.card SET base = NULL, mark = NULL, mark_at = NULL WHERE member_id = ANY($1::uuid[])`);

export interface NumberedCardRow {
  readonly program_id: string;
  readonly member_id: string;
  readonly number: number;
  readonly stamps: number;
  readonly version: number | null;
}

/** All cards of members, by number. */
export const numberedCards = statement<NumberedCardRow, [memberIds: readonly string[]]>('stamp-card.numbered-cards', `
  SELECT program_id, member_id, number, stamps, version FROM stamp_card.card WHERE member_id = ANY($1::uuid[]) ORDER BY number`);

/** JSON of what cards keep: the members' other cards keep nothing, and cards that are not there yet come to be, empty. */
export const keepOnCards = statement<never, [memberIds: readonly string[], kept: string]>('stamp-card.keep-on-cards', `
  WITH kept AS (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS kept (id uuid, member_id uuid, program_id uuid, number int, version int, slots int, kept int[])
  ), none AS (
    UPDATE stamp_card.card SET kept = '{}' WHERE member_id = ANY($1::uuid[]) AND card.kept <> '{}'
      AND NOT EXISTS (SELECT FROM kept WHERE (kept.member_id, kept.program_id, kept.number) = (card.member_id, card.program_id, card.number))
  )
  INSERT INTO stamp_card.card AS held (id, program_id, member_id, number, stamps, opened_at, version, slots, kept)
  SELECT id, program_id, member_id, number, 0, platform.current_now(), version, slots, kept FROM kept
  ON CONFLICT (brand_id, member_id, program_id, number) DO UPDATE SET kept = EXCLUDED.kept`);

export const exportedCards = statement<{ name: string; number: number; stamps: number; opened_at: Date; completed_at: Date | null }, [memberId: string]>('stamp-card.exported-cards', `
  SELECT program.name, card.number, card.stamps, card.opened_at, card.completed_at
    FROM stamp_card.card JOIN stamp_card.program ON program.id = card.program_id
   WHERE card.member_id = $1 ORDER BY card.opened_at, card.number`);

export const exportedEntries = statement<{ name: string; order_id: string; business_date: string; stamps: number }, [memberId: string]>('stamp-card.exported-entries', `
  SELECT program.name, entry.order_id, entry.business_date, entry.amount_stamps + entry.visit_stamps AS stamps
    FROM stamp_card.entry JOIN stamp_card.program ON program.id = entry.program_id
   WHERE entry.member_id = $1 ORDER BY entry.placed_at, entry.order_id`);

export interface ExportedActRow {
  readonly id: string;
  readonly member_id: string;
  readonly name: string;
  readonly kind: string;
  readonly stamps: number;
  readonly at: Date;
  readonly event: string | null;
  readonly reason_sealed: Buffer | null;
  readonly member_key: Buffer | null;
}

export const exportedActs = statement<ExportedActRow, [memberId: string]>('stamp-card.exported-acts', `
  SELECT act.id, act.member_id, program.name, act.kind, act.placed_stamps AS stamps, act.at, act.event, act.reason_sealed,
      CASE WHEN act.reason_sealed IS NOT NULL THEN (SELECT k.wrapped FROM platform.member_key AS k WHERE k.member_id = act.member_id) END AS member_key
    FROM stamp_card.act JOIN stamp_card.program ON program.id = act.program_id
   WHERE act.member_id = $1 ORDER BY act.at, act.id`);
