-- The limit: a quote and a sale as one function call each. One round trip, row-level security on, and no rule that
-- could be configured: what exactly these cards, coupons, points and tiers, and no others, would cost.

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
  balance bigint NOT NULL,
  PRIMARY KEY (brand_id, id)
) WITH (fillfactor = 80);
CREATE TABLE bench.lot (
  brand_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  member_id uuid NOT NULL,
  remaining bigint NOT NULL CHECK (remaining >= 0),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX lot_by_member ON bench.lot (brand_id, member_id, expires_at) WHERE remaining > 0;
CREATE TABLE bench.entry (
  brand_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  member_id uuid NOT NULL,
  sale_id bigint NOT NULL,
  points bigint NOT NULL,
  balance bigint NOT NULL,
  PRIMARY KEY (brand_id, id)
);
CREATE TABLE bench.template (
  brand_id uuid NOT NULL,
  id int NOT NULL,
  percent_bp int,
  amount bigint,
  uses int NOT NULL,
  PRIMARY KEY (brand_id, id)
);
CREATE TABLE bench.coupon (
  brand_id uuid NOT NULL,
  code text NOT NULL,
  member_id uuid NOT NULL,
  template_id int NOT NULL,
  used int NOT NULL DEFAULT 0,
  PRIMARY KEY (brand_id, code)
) WITH (fillfactor = 80);
CREATE INDEX coupon_by_member ON bench.coupon (brand_id, member_id);
CREATE TABLE bench.sale (
  brand_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  member_id uuid NOT NULL,
  key text NOT NULL,
  gross bigint NOT NULL,
  discount bigint NOT NULL DEFAULT 0,
  points bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, key)
);
CREATE TABLE bench.line (
  brand_id uuid NOT NULL,
  sale_id bigint NOT NULL,
  number int NOT NULL,
  sku text NOT NULL,
  quantity int NOT NULL,
  price bigint NOT NULL,
  PRIMARY KEY (brand_id, sale_id, number)
);
CREATE TABLE bench.redemption (
  brand_id uuid NOT NULL,
  code text NOT NULL,
  sale_id bigint NOT NULL,
  discount bigint NOT NULL,
  PRIMARY KEY (brand_id, code, sale_id)
);
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
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'bench' LOOP
    EXECUTE format('ALTER TABLE bench.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY brand ON bench.%I USING (brand_id = (SELECT current_setting(''bench.brand_id'', true)::uuid))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON bench.%I TO regulars_app', name);
  END LOOP;
END $$;

-- What the basket would give and what would lower its price; writes nothing.
CREATE FUNCTION bench.quote(p_brand uuid, p_member uuid, p_lines jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  v_gross bigint;
  v_answer jsonb;
BEGIN
  PERFORM set_config('bench.brand_id', p_brand::text, true);
  SELECT sum((line ->> 'price')::bigint * (line ->> 'quantity')::int) INTO v_gross FROM jsonb_array_elements(p_lines) line;
  SELECT jsonb_build_object(
      'gross', v_gross, 'tier', m.tier_id, 'spend', m.lifetime_spend, 'points', v_gross / 100,
      'toNext', (SELECT min(t.threshold) - m.lifetime_spend - v_gross FROM bench.tier t WHERE t.brand_id = p_brand AND t.threshold > m.lifetime_spend),
      'available', (SELECT coalesce(sum(l.remaining), 0) FROM bench.lot l WHERE (l.brand_id, l.member_id) = (p_brand, p_member) AND l.remaining > 0 AND l.expires_at > now()),
      'cards', (SELECT jsonb_agg(jsonb_build_object('program', p.id, 'stamps', coalesce(c.stamps, 0), 'gives', CASE WHEN v_gross >= p.min_amount THEN 1 ELSE 0 END))
                  FROM bench.stamp_program p LEFT JOIN bench.stamp_card c ON (c.brand_id, c.member_id, c.program_id) = (p_brand, p_member, p.id) WHERE p.brand_id = p_brand),
      'offers', (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'usable', c.used < t.uses, 'discount', coalesce(v_gross * t.percent_bp / 10000, t.amount)) ORDER BY c.code)
                   FROM bench.coupon c JOIN bench.template t ON (t.brand_id, t.id) = (c.brand_id, c.template_id) WHERE (c.brand_id, c.member_id) = (p_brand, p_member)))
    INTO STRICT v_answer FROM bench.member m WHERE (m.brand_id, m.id) = (p_brand, p_member);
  RETURN v_answer;
END $$;

-- Order, redemptions and burn. A key that came before answers as it did the first time, and changes nothing.
CREATE FUNCTION bench.sell(p_brand uuid, p_member uuid, p_key text, p_lines jsonb, p_codes text[], p_points bigint)
RETURNS TABLE (sale_id bigint, discount bigint, balance bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_sale bigint;
  v_gross bigint;
  v_discount bigint;
  v_count int;
  v_net bigint;
  v_balance bigint;
  v_spend bigint;
BEGIN
  PERFORM set_config('bench.brand_id', p_brand::text, true);
  SELECT sum((line ->> 'price')::bigint * (line ->> 'quantity')::int) INTO v_gross FROM jsonb_array_elements(p_lines) line;
  INSERT INTO bench.sale (brand_id, member_id, key, gross, points) VALUES (p_brand, p_member, p_key, v_gross, p_points)
    ON CONFLICT (brand_id, key) DO NOTHING RETURNING id INTO v_sale;
  IF v_sale IS NULL THEN
    RETURN QUERY SELECT s.id, s.discount, m.balance FROM bench.sale s JOIN bench.member m ON (m.brand_id, m.id) = (s.brand_id, s.member_id)
                  WHERE s.brand_id = p_brand AND s.key = p_key;
    RETURN;
  END IF;
  PERFORM 1 FROM bench.member m WHERE (m.brand_id, m.id) = (p_brand, p_member) FOR NO KEY UPDATE;
  INSERT INTO bench.line (brand_id, sale_id, number, sku, quantity, price)
    SELECT p_brand, v_sale, l.number, l.sku, l.quantity, l.price FROM jsonb_to_recordset(p_lines) AS l(number int, sku text, quantity int, price bigint);

  WITH used AS (
    UPDATE bench.coupon c SET used = c.used + 1 FROM bench.template t
     WHERE c.brand_id = p_brand AND c.code = ANY(p_codes) AND c.member_id = p_member AND (t.brand_id, t.id) = (c.brand_id, c.template_id) AND c.used < t.uses
    RETURNING c.code, coalesce(v_gross * t.percent_bp / 10000, t.amount) AS discount
  ), noted AS (
    INSERT INTO bench.redemption (brand_id, code, sale_id, discount) SELECT p_brand, u.code, v_sale, u.discount FROM used u RETURNING 1
  )
  SELECT count(*), coalesce(sum(u.discount), 0) INTO v_count, v_discount FROM used u;
  IF v_count <> cardinality(p_codes) THEN RAISE EXCEPTION 'a coupon cannot be used'; END IF;

  WITH open AS (
    SELECT l.id, l.remaining, sum(l.remaining) OVER (ORDER BY l.expires_at, l.id) - l.remaining AS before
      FROM bench.lot l WHERE (l.brand_id, l.member_id) = (p_brand, p_member) AND l.remaining > 0 AND l.expires_at > now()
  )
  UPDATE bench.lot l SET remaining = l.remaining - least(o.remaining, p_points - o.before) FROM open o
   WHERE l.brand_id = p_brand AND l.id = o.id AND o.before < p_points;
  v_net := v_gross - v_discount - p_points;
  INSERT INTO bench.lot (brand_id, member_id, remaining, expires_at) VALUES (p_brand, p_member, v_net / 100, now() + interval '1 year');
  UPDATE bench.member m SET balance = m.balance - p_points + v_net / 100, lifetime_spend = m.lifetime_spend + v_net,
         tier_id = (SELECT t.id FROM bench.tier t WHERE t.brand_id = p_brand AND t.threshold <= m.lifetime_spend + v_net ORDER BY t.threshold DESC LIMIT 1)
   WHERE (m.brand_id, m.id) = (p_brand, p_member) RETURNING m.balance, m.lifetime_spend INTO STRICT v_balance, v_spend;
  INSERT INTO bench.entry (brand_id, member_id, sale_id, points, balance)
    VALUES (p_brand, p_member, v_sale, -p_points, v_balance - v_net / 100), (p_brand, p_member, v_sale, v_net / 100, v_balance);

  INSERT INTO bench.stamp_card AS card (brand_id, member_id, program_id, stamps)
    SELECT p_brand, p_member, p.id, 1 FROM bench.stamp_program p WHERE p.brand_id = p_brand AND p.min_amount <= v_net
    ON CONFLICT (brand_id, member_id, program_id) DO UPDATE SET stamps = (card.stamps + 1) % 200;
  UPDATE bench.sale s SET discount = v_discount WHERE (s.brand_id, s.id) = (p_brand, v_sale);
  INSERT INTO bench.outbox (brand_id, topic, payload)
    VALUES (p_brand, 'order.paid', jsonb_build_object('saleId', v_sale, 'memberId', p_member, 'net', v_net)),
           (p_brand, 'gift-coupon.redeemed', jsonb_build_object('saleId', v_sale, 'codes', to_jsonb(p_codes))),
           (p_brand, 'points.burned', jsonb_build_object('saleId', v_sale, 'points', p_points)),
           (p_brand, 'points.earned', jsonb_build_object('saleId', v_sale, 'points', v_net / 100));
  RETURN QUERY SELECT v_sale, v_discount, v_balance;
END $$;
