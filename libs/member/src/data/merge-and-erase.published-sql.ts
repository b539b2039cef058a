/** What other modules may join with: facts about members, no names and no identities. */
export const memberPublicViewWithSurvivors = `
  CREATE OR REPLACE VIEW member.member_public WITH (security_invoker = true) AS
    SELECT brand_id, id, number, status, gender, birth_date, joined_at, join_store_id, language, merged_into FROM member.member;`;

/** As before, and who was merged answers with the one who goes on. */
export const resolveKeysToSurvivors = `
  CREATE OR REPLACE FUNCTION member.resolve_keys(p_keys jsonb) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT COALESCE(array_agg(CASE key.value ->> 'kind'
      WHEN 'ID' THEN (SELECT COALESCE(m.merged_into, m.id) FROM member.member AS m WHERE m.id = (key.value ->> 'value')::uuid)
      WHEN 'NUMBER' THEN (SELECT COALESCE(m.merged_into, m.id) FROM member.member AS m WHERE m.number = key.value ->> 'value')
      ELSE (SELECT i.member_id FROM member.identity AS i
            WHERE i.kind = key.value ->> 'kind' AND i.value_index = decode(key.value ->> 'value', 'hex'))
    END ORDER BY key.place), '{}')
    FROM jsonb_array_elements(p_keys) WITH ORDINALITY AS key(value, place)
  $$;`;
