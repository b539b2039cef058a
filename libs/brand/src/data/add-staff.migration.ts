import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accountFunctions, accountRights } from './account-functions';

export class AddStaff1790300000100 implements MigrationInterface {
  readonly name = 'AddStaff1790300000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([ACCOUNT, STAFF, ROLE, accountFunctions, accountRights].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE brand.role, brand.staff, brand.account CASCADE');
  }
}

// A person, who may be staff of several brands. The application has no right on it: see the functions.
const ACCOUNT = `
  CREATE TABLE brand.account (
    id uuid PRIMARY KEY,
    email_index bytea NOT NULL UNIQUE,
    email_sealed bytea NOT NULL,
    password text,
    reset_hash bytea,
    reset_expires_at timestamptz,
    totp_sealed bytea,
    totp_pending bytea,
    totp_step bigint,
    recovery_codes bytea[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((reset_hash IS NULL) = (reset_expires_at IS NULL)),
    CHECK ((totp_sealed IS NULL) = (totp_step IS NULL)),
    CHECK (totp_sealed IS NULL OR totp_pending IS NULL)
  );
  CREATE UNIQUE INDEX account_reset ON brand.account (reset_hash) WHERE reset_hash IS NOT NULL;`;

// The owner's policy is for the functions, which run as the owner and look into brands nobody has entered yet.
const STAFF = `
  CREATE TABLE brand.staff (
    brand_id uuid NOT NULL DEFAULT platform.current_brand() REFERENCES platform.brand,
    id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES brand.account,
    name text NOT NULL,
    state text NOT NULL DEFAULT 'INVITED' CHECK (state IN ('INVITED', 'ACTIVE', 'DEACTIVATED')),
    roles text[] NOT NULL,
    store_ids uuid[],
    invitation_hash bytea,
    invitation_expires_at timestamptz,
    last_seen_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT staff_account_unique UNIQUE (brand_id, account_id),
    CHECK ((invitation_hash IS NULL) = (state <> 'INVITED') AND (invitation_hash IS NULL) = (invitation_expires_at IS NULL))
  );
  CREATE INDEX staff_of_account ON brand.staff (account_id);
  CREATE INDEX staff_invited ON brand.staff (invitation_hash) WHERE invitation_hash IS NOT NULL;
  CALL platform.protect('brand.staff');
  CREATE POLICY owner ON brand.staff TO CURRENT_USER USING (true) WITH CHECK (true);`;

const ROLE = `
  CREATE TABLE brand.role (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    code text NOT NULL,
    name text NOT NULL,
    permissions text[] NOT NULL,
    masks jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (brand_id, code)
  );
  CALL platform.protect('brand.role');
  CALL platform.track_revision('brand.role');`;
