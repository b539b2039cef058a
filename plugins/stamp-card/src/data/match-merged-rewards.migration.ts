import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rewards of members who were merged before merges matched them to the cards of the survivor: each is that of a card which
 * reaches its threshold, in the order in which they were given, and what is over is owed for by another.
 */
export class MatchMergedRewards1791500000583 implements MigrationInterface {
  readonly name = 'MatchMergedRewards1791500000583';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query(`
      DO $$
      DECLARE
        v_brand uuid;
        v_matches jsonb;
      BEGIN
        FOR v_brand IN SELECT id FROM platform.brand ORDER BY id LOOP
          PERFORM platform.enter(v_brand, NULL, false);
          WITH given AS (
            SELECT id, given_at, member_id, split_part(cause_key, '/', 1)::uuid AS program_id, split_part(cause_key, '/', 2)::uuid AS given_to, split_part(cause_key, '/', 4) AS threshold
              FROM member.reward_receipt WHERE brand_id = v_brand AND cause_module = 'stamp-card' AND state = 'GIVEN'
          ), receipt AS (
            SELECT *, split_part(threshold, '.', 1)::int AS at, row_number() OVER (PARTITION BY member_id, program_id, threshold ORDER BY given_at, id) AS place,
                bool_or(given_to <> member_id) OVER (PARTITION BY member_id, program_id, threshold) AS is_of_merged
              FROM given
          ), card AS (
            SELECT goal.member_id, goal.program_id, goal.threshold, c.number, c.stamps >= goal.at AS is_reached,
                row_number() OVER (PARTITION BY goal.member_id, goal.program_id, goal.threshold ORDER BY c.stamps >= goal.at DESC, c.number) AS place
              FROM (SELECT DISTINCT member_id, program_id, threshold, at FROM receipt WHERE is_of_merged) AS goal
              JOIN stamp_card.card AS c ON c.brand_id = v_brand AND c.member_id = goal.member_id AND c.program_id = goal.program_id
          ), cards AS (
            SELECT member_id, program_id, threshold, count(*) AS places, max(number) AS last FROM card GROUP BY 1, 2, 3
          )
          SELECT jsonb_agg(jsonb_build_object('id', receipt.id, 'member_id', member_id, 'program_id', program_id, 'threshold', threshold, 'at', at,
              'number', coalesce(card.number, coalesce(cards.last, 0) + receipt.place - coalesce(cards.places, 0)), 'is_reached', coalesce(is_reached, false)))
            INTO v_matches
            FROM receipt LEFT JOIN card USING (member_id, program_id, threshold, place) LEFT JOIN cards USING (member_id, program_id, threshold)
           WHERE is_of_merged;
          CONTINUE WHEN v_matches IS NULL;
          UPDATE member.reward_receipt AS r SET cause_key = r.id::text FROM jsonb_to_recordset(v_matches) AS m (id uuid) WHERE r.brand_id = v_brand AND r.id = m.id;
          UPDATE member.reward_receipt AS r
             SET cause_key = concat_ws('/', m.program_id, m.member_id, m.number, m.threshold), cause_detail = r.cause_detail || jsonb_build_object('card', m.number)
            FROM jsonb_to_recordset(v_matches) AS m (id uuid, member_id uuid, program_id uuid, number int, threshold text) WHERE r.brand_id = v_brand AND r.id = m.id;
          INSERT INTO stamp_card.card AS held (brand_id, id, program_id, member_id, number, stamps, opened_at, version, slots, kept)
          SELECT v_brand, platform.uuid_v7(), m.program_id, m.member_id, m.number, 0, clock_timestamp(), p.version, p.slots, array_agg(DISTINCT m.at)
            FROM jsonb_to_recordset(v_matches) AS m (member_id uuid, program_id uuid, number int, at int, is_reached boolean)
            JOIN stamp_card.program AS p ON p.brand_id = v_brand AND p.id = m.program_id
           WHERE NOT m.is_reached GROUP BY m.program_id, m.member_id, m.number, p.version, p.slots
          ON CONFLICT (brand_id, member_id, program_id, number) DO UPDATE
            SET kept = (SELECT array_agg(DISTINCT one ORDER BY one) FROM unnest(held.kept || EXCLUDED.kept) AS one);
        END LOOP;
      END $$`);
  }

  /** Whose they were by name stays so. */
  async down(): Promise<void> {}
}
