-- The limit: a whole purchase as one function call. One round trip, row-level security on, and no rule that could be
-- configured: what a program with these exact rules, and no other, would cost.

CREATE SCHEMA bench;

CREATE TABLE bench.tier (
  brand_id uuid NOT NULL,
  id int NOT NULL,
  threshold bigint NOT NULL,
  PRIMARY KEY (brand_id, id)
);
CREATE TABLE bench.member (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  lifetime_spend bigint NOT NULL DEFAULT 0,
  tier_id int,
  PRIMARY KEY (brand_id, id)
) WITH (fillfactor = 80);
CREATE TABLE bench.account (
  brand_id uuid NOT NULL,
  member_id uuid NOT NULL,
  balance bigint NOT NULL DEFAULT 0,
  version int NOT NULL DEFAULT 0,
  PRIMARY KEY (brand_id, member_id)
) WITH (fillfactor = 80);
CREATE TABLE bench.purchase (
  brand_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  member_id uuid NOT NULL,
  key text NOT NULL,
  amount bigint NOT NULL,
  points bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, key)
);
CREATE INDEX purchase_by_member ON bench.purchase (brand_id, member_id, at);
CREATE TABLE bench.lot (
  brand_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  member_id uuid NOT NULL,
  purchase_id bigint NOT NULL,
  points bigint NOT NULL,
  remaining bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX lot_by_member ON bench.lot (brand_id, member_id, expires_at) WHERE remaining > 0;
CREATE TABLE bench.stamp_program (
  brand_id uuid NOT NULL,
  id int NOT NULL,
  min_amount bigint NOT NULL,
  PRIMARY KEY (brand_id, id)
);
CREATE TABLE bench.stamp_card (
  brand_id uuid NOT NULL,
  member_id uuid NOT NULL,
  program_id int NOT NULL,
  stamps int NOT NULL,
  completed int NOT NULL DEFAULT 0,
  PRIMARY KEY (brand_id, member_id, program_id)
) WITH (fillfactor = 80);
CREATE TABLE bench.outbox (
  brand_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  topic text NOT NULL,
  payload jsonb NOT NULL,
  PRIMARY KEY (brand_id, id)
);

GRANT USAGE ON SCHEMA bench TO regulars_app;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['tier', 'member', 'account', 'purchase', 'lot', 'stamp_program', 'stamp_card', 'outbox'] LOOP
    EXECUTE format('ALTER TABLE bench.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY brand ON bench.%I USING (brand_id = (SELECT current_setting(''bench.brand_id'', true)::uuid))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON bench.%I TO regulars_app', name);
  END LOOP;
END $$;

-- A key that came before answers as it did the first time, and changes nothing.
CREATE FUNCTION bench.record_purchase(p_brand uuid, p_member uuid, p_key text, p_amount bigint)
RETURNS TABLE (purchase_id bigint, balance bigint, tier_id int, is_repeat boolean)
LANGUAGE plpgsql AS $$
DECLARE
  v_purchase bigint;
  v_points bigint := p_amount / 100;
  v_spend bigint;
  v_balance bigint;
  v_old_tier int;
  v_tier int;
BEGIN
  PERFORM set_config('bench.brand_id', p_brand::text, true);

  INSERT INTO bench.purchase (brand_id, member_id, key, amount, points) VALUES (p_brand, p_member, p_key, p_amount, v_points)
    ON CONFLICT (brand_id, key) DO NOTHING RETURNING id INTO v_purchase;
  IF v_purchase IS NULL THEN
    RETURN QUERY
      SELECT p.id, a.balance, m.tier_id, true
        FROM bench.purchase p
        JOIN bench.account a ON (a.brand_id, a.member_id) = (p.brand_id, p.member_id)
        JOIN bench.member m ON (m.brand_id, m.id) = (p.brand_id, p.member_id)
       WHERE p.brand_id = p_brand AND p.key = p_key;
    RETURN;
  END IF;

  UPDATE bench.member m SET lifetime_spend = m.lifetime_spend + p_amount WHERE m.brand_id = p_brand AND m.id = p_member
    RETURNING m.lifetime_spend, m.tier_id INTO v_spend, v_old_tier;
  IF NOT FOUND THEN RAISE EXCEPTION 'there is no member %', p_member; END IF;

  INSERT INTO bench.lot (brand_id, member_id, purchase_id, points, remaining, expires_at)
    VALUES (p_brand, p_member, v_purchase, v_points, v_points, now() + interval '1 year');
  UPDATE bench.account a SET balance = a.balance + v_points, version = a.version + 1 WHERE a.brand_id = p_brand AND a.member_id = p_member
    RETURNING a.balance INTO v_balance;

  INSERT INTO bench.stamp_card AS card (brand_id, member_id, program_id, stamps)
    SELECT p_brand, p_member, program.id, 1 FROM bench.stamp_program program WHERE program.brand_id = p_brand AND program.min_amount <= p_amount
    ON CONFLICT (brand_id, member_id, program_id) DO UPDATE
      SET completed = card.completed + CASE WHEN card.stamps + 1 >= 10 THEN 1 ELSE 0 END, stamps = (card.stamps + 1) % 10;

  SELECT t.id INTO v_tier FROM bench.tier t WHERE t.brand_id = p_brand AND t.threshold <= v_spend ORDER BY t.threshold DESC LIMIT 1;
  IF v_tier IS DISTINCT FROM v_old_tier THEN
    UPDATE bench.member m SET tier_id = v_tier WHERE m.brand_id = p_brand AND m.id = p_member;
  END IF;

  INSERT INTO bench.outbox (brand_id, topic, payload) VALUES (p_brand, 'purchase.recorded',
    jsonb_build_object('purchaseId', v_purchase, 'memberId', p_member, 'points', v_points, 'balance', v_balance, 'tierId', v_tier));
  RETURN QUERY SELECT v_purchase, v_balance, v_tier, false;
END $$;
