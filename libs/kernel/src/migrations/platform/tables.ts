/** Brands, what they may use, and who may call. */
export const brandTables = `
CREATE TABLE platform.plan (
  code text PRIMARY KEY,
  name text NOT NULL,
  plugins text[] NOT NULL DEFAULT '{}',
  limits jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE platform.brand (
  id uuid PRIMARY KEY DEFAULT platform.uuid_v7(),
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  time_zone text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  region text NOT NULL CHECK (region ~ '^[A-Z]{2}$'),
  day_starts_at int NOT NULL DEFAULT 0 CHECK (day_starts_at BETWEEN 0 AND 1439),
  locales text[] NOT NULL DEFAULT '{en}',
  sandbox boolean NOT NULL DEFAULT false,
  plan_code text NOT NULL REFERENCES platform.plan,
  clock_offset interval NOT NULL DEFAULT '0',
  version int NOT NULL DEFAULT 1,
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (sandbox OR clock_offset = '0')
);

CREATE TABLE platform.brand_plugin (
  brand_id uuid NOT NULL DEFAULT platform.current_brand() REFERENCES platform.brand,
  plugin text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  settings jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (brand_id, plugin)
);

CREATE TABLE platform.credential (
  id uuid PRIMARY KEY DEFAULT platform.uuid_v7(),
  token_hash bytea NOT NULL UNIQUE,
  audience text NOT NULL CHECK (audience IN ('staff', 'member', 'platform')),
  brand_id uuid REFERENCES platform.brand,
  kind text NOT NULL CHECK (kind IN ('staff', 'integration', 'member', 'platform')),
  name text NOT NULL,
  member_id uuid,
  permissions text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz,
  CHECK ((brand_id IS NULL) = (audience = 'platform'))
);

CREATE TABLE platform.idempotency (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  caller text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  arguments_hash bytea NOT NULL,
  payload jsonb,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (brand_id, caller, operation, key)
);
-- Rows arrive in the order of time: a summary per block range is all the sweep needs.
CREATE INDEX idempotency_age ON platform.idempotency USING brin (created_at);
`;

/** The log of facts, and the work it gives. */
export const eventTables = `
CREATE TABLE platform.event (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL DEFAULT platform.uuid_v7(),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  name text NOT NULL,
  version int NOT NULL DEFAULT 1,
  member_id uuid,
  payload jsonb NOT NULL,
  actor text NOT NULL,
  at timestamptz NOT NULL DEFAULT platform.current_now(),
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX event_order ON platform.event (xid, id);
CREATE INDEX event_of_brand ON platform.event (brand_id, xid, id);
CREATE INDEX event_of_member ON platform.event (brand_id, member_id, xid, id);

CREATE TABLE platform.relay_cursor (
  name text PRIMARY KEY,
  xid xid8 NOT NULL,
  id uuid NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO platform.relay_cursor (name, xid, id) VALUES ('deliveries', '0', '00000000-0000-0000-0000-000000000000');

CREATE TABLE platform.delivery (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  event_id uuid NOT NULL,
  handler text NOT NULL,
  xid xid8 NOT NULL,
  member_id uuid,
  state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DONE', 'SKIPPED', 'PARKED')),
  attempts int NOT NULL DEFAULT 0,
  crashes int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claimed_by int,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  PRIMARY KEY (brand_id, event_id, handler)
);
CREATE INDEX delivery_pending ON platform.delivery (brand_id, xid, event_id) WHERE state = 'PENDING';
CREATE INDEX delivery_turn ON platform.delivery (brand_id, handler, member_id, xid, event_id) WHERE state = 'PENDING';
CREATE INDEX delivery_claimed ON platform.delivery (claimed_by) WHERE state = 'PENDING' AND claimed_by IS NOT NULL;
CREATE INDEX delivery_parked ON platform.delivery (brand_id, handler) WHERE state = 'PARKED';
CREATE INDEX delivery_age ON platform.delivery USING brin (created_at);

CREATE TABLE platform.deferred_reaction (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL DEFAULT platform.uuid_v7(),
  module text NOT NULL,
  reaction text NOT NULL,
  moment text NOT NULL,
  batch jsonb NOT NULL,
  state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DONE', 'SKIPPED', 'PARKED')),
  attempts int NOT NULL DEFAULT 0,
  crashes int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claimed_by int,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX deferred_reaction_pending ON platform.deferred_reaction (brand_id, id) WHERE state = 'PENDING';
CREATE INDEX deferred_reaction_parked ON platform.deferred_reaction (brand_id, module) WHERE state = 'PARKED';
`;

/** What time brings about, and files callers send. */
export const workTables = `
-- due_at and ran_at are the brand's time, retry_at is the database's.
CREATE TABLE platform.job_due (
  brand_id uuid NOT NULL DEFAULT platform.current_brand() REFERENCES platform.brand,
  job text NOT NULL,
  due_at timestamptz NOT NULL,
  ran_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  retry_at timestamptz,
  last_error text,
  PRIMARY KEY (brand_id, job)
);

CREATE TABLE platform.file (
  brand_id uuid NOT NULL DEFAULT platform.current_brand() REFERENCES platform.brand,
  id uuid NOT NULL DEFAULT platform.uuid_v7(),
  name text NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL CHECK (size >= 0),
  sha256 bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL DEFAULT clock_timestamp() + interval '7 days',
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX file_expiry ON platform.file (expires_at);

CREATE TABLE platform.file_chunk (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  file_id uuid NOT NULL,
  number int NOT NULL CHECK (number >= 0),
  bytes bytea NOT NULL,
  PRIMARY KEY (brand_id, file_id, number),
  FOREIGN KEY (brand_id, file_id) REFERENCES platform.file ON DELETE CASCADE
);
-- Compressing a chunk costs more time than writing it, and it is gone in a week.
ALTER TABLE platform.file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
`;
