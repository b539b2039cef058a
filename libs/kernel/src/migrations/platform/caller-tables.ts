/** Who signed in, what was tried too often, and codes on their way to a person. Only functions of the owner reach these tables. */
export const callerTables = `
ALTER TABLE platform.credential
  ADD COLUMN session_id uuid,
  ADD COLUMN subject_id uuid,
  ADD COLUMN store_ids uuid[],
  ADD COLUMN last_used_at timestamptz,
  ADD CONSTRAINT credential_session_check CHECK ((session_id IS NULL) = (subject_id IS NULL)),
  DROP CONSTRAINT credential_kind_check,
  ADD CONSTRAINT credential_kind_check CHECK (kind IN ('staff', 'integration', 'member', 'platform', 'anonymous')),
  ADD CONSTRAINT credential_anonymous_check CHECK (kind <> 'anonymous' OR (audience = 'member' AND permissions = '{}'));
CREATE INDEX credential_of_session ON platform.credential (expires_at) WHERE session_id IS NOT NULL;
CREATE INDEX credential_keys ON platform.credential (brand_id) WHERE session_id IS NULL;

-- brand_id and subject_id: whom the next access token is for. Somebody with rights in several brands moves between them.
CREATE TABLE platform.session (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('staff', 'member')),
  brand_id uuid NOT NULL REFERENCES platform.brand,
  subject_id uuid NOT NULL,
  account_id uuid,
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text CHECK (ended_by IN ('SIGN_OUT', 'REUSE')),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX session_of_subject ON platform.session (subject_id) WHERE ended_at IS NULL;
CREATE INDEX session_of_account ON platform.session (account_id) WHERE ended_at IS NULL;
CREATE INDEX session_expiry ON platform.session (expires_at);

-- A token that was replaced stays until it would have expired: who shows it again has what somebody else used.
CREATE TABLE platform.refresh_token (
  token_hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES platform.session ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  replaced_at timestamptz
);
CREATE INDEX refresh_token_of_session ON platform.refresh_token (session_id);
CREATE INDEX refresh_token_expiry ON platform.refresh_token (expires_at);

-- key: keyed hash of what is limited and at whom. taken: when, by the database's clock (a sandbox brand's by its own).
CREATE TABLE platform.attempts (
  key bytea PRIMARY KEY,
  taken timestamptz[] NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX attempts_expiry ON platform.attempts (expires_at);

-- A code somebody asked for, sealed; deleted once it was sent. UNTAKEN: no sender takes it, the development outbox shows it.
CREATE TABLE platform.outgoing_code (
  id uuid PRIMARY KEY,
  brand_id uuid REFERENCES platform.brand,
  sealed bytea NOT NULL,
  state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'UNTAKEN')),
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX outgoing_code_due ON platform.outgoing_code (due_at) WHERE state = 'PENDING';
CREATE INDEX outgoing_code_expiry ON platform.outgoing_code (expires_at);

DO $$
DECLARE v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['session', 'refresh_token', 'attempts', 'outgoing_code'] LOOP
    EXECUTE format('ALTER TABLE platform.%I ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('ALTER TABLE platform.%I FORCE ROW LEVEL SECURITY', v_table);
    EXECUTE format('CREATE POLICY owner ON platform.%I TO CURRENT_USER USING (true) WITH CHECK (true)', v_table);
  END LOOP;
END $$;
CREATE POLICY relay ON platform.outgoing_code TO regulars_relay USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE, DELETE ON platform.outgoing_code TO regulars_relay;
`;
