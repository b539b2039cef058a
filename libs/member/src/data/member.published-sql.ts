/** What other modules may join with: facts about members, no names and no identities. */
export const memberPublicView = `
  CREATE VIEW member.member_public WITH (security_invoker = true) AS
    SELECT brand_id, id, number, status, gender, birth_date, joined_at, join_store_id, language FROM member.member;
  GRANT SELECT ON member.member_public TO regulars_app;`;

/** Keys are `[{"kind", "value"}]`: a uuid for ID, the number for NUMBER, hex of the blind index for every other kind. */
export const resolveKeysFunction = `
  -- The members the keys stand for, in their order; null where nobody is.
  CREATE FUNCTION member.resolve_keys(p_keys jsonb) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT COALESCE(array_agg(CASE key.value ->> 'kind'
      WHEN 'ID' THEN (SELECT m.id FROM member.member AS m WHERE m.id = (key.value ->> 'value')::uuid)
      WHEN 'NUMBER' THEN (SELECT m.id FROM member.member AS m WHERE m.number = key.value ->> 'value')
      ELSE (SELECT i.member_id FROM member.identity AS i
            WHERE i.kind = key.value ->> 'kind' AND i.value_index = decode(key.value ->> 'value', 'hex'))
    END ORDER BY key.place), '{}')
    FROM jsonb_array_elements(p_keys) WITH ORDINALITY AS key(value, place)
  $$;`;

export const lockMembersFunction = `
  -- Locks the members that the keys stand for and those of p_also, in id order. Answers one row for each key
  -- (key_index from 0; member_id null: nobody) and one with key_index -1 for each id of p_also that exists.
  CREATE FUNCTION member.lock_members(p_keys jsonb, p_also uuid[])
  RETURNS TABLE (key_index int, member_id uuid, status text, joined_at timestamptz) LANGUAGE plpgsql VOLATILE AS $$
  #variable_conflict use_column
  DECLARE v_found uuid[];
  BEGIN
    v_found := member.resolve_keys(p_keys);
    PERFORM 1 FROM member.member AS m WHERE m.id = ANY(v_found || p_also) ORDER BY m.id FOR NO KEY UPDATE;
    -- Who held a lock before may have moved an identity to a member that is not locked now.
    IF member.resolve_keys(p_keys) IS DISTINCT FROM v_found THEN
      RAISE EXCEPTION 'An identity changed hands meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN QUERY
      SELECT (key.place - 1)::int, key.member_id, m.status, m.joined_at
      FROM unnest(v_found) WITH ORDINALITY AS key(member_id, place) LEFT JOIN member.member AS m ON m.id = key.member_id
      UNION ALL
      SELECT -1, m.id, m.status, m.joined_at FROM member.member AS m WHERE m.id = ANY(p_also);
  END $$;`;
