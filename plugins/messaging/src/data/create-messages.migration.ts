import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is said to whom, what became of it, and the ways it goes. Templates are named without a foreign key: none is ever
 * deleted, and whoever adds a key holds the table it leads to.
 */
export class CreateMessages1791500000882 implements MigrationInterface {
  readonly name = 'CreateMessages1791500000882';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([CHANNEL, BROADCAST, MESSAGE, ON_THEIR_WAY].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.outbox, messaging.batch, messaging.unreachable, messaging.message, messaging.automatic, messaging.broadcast, messaging.channel');
  }
}

// The row is held while it is decided who is written to by the channel: caps and quotas are counted by one at a time.
const CHANNEL = `
  CREATE TABLE messaging.channel (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    code text NOT NULL,
    unit_price bigint NOT NULL DEFAULT 0 CHECK (unit_price >= 0),
    monthly_units int CHECK (monthly_units >= 0),
    reserve_units int NOT NULL DEFAULT 0 CHECK (reserve_units >= 0),
    month text NOT NULL DEFAULT '',
    used_units int NOT NULL DEFAULT 0,
    paused_until timestamptz,
    PRIMARY KEY (brand_id, code));
  CALL platform.protect('messaging.channel');`;

const BROADCAST = `
  CREATE TABLE messaging.broadcast (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    name text NOT NULL,
    template_id uuid NOT NULL,
    template_version int NOT NULL,
    channel text NOT NULL,
    filter jsonb,
    life_minutes int NOT NULL,
    state text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED', 'DONE', 'CANCELLED')),
    -- How many members the filter meant when it began; null: it has not begun.
    audience int,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    scheduled_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    PRIMARY KEY (brand_id, id));
  CREATE INDEX broadcast_open ON messaging.broadcast (brand_id, state) WHERE state IN ('SCHEDULED', 'SENDING');
  CALL platform.protect('messaging.broadcast');

  CREATE TABLE messaging.automatic (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    trigger text NOT NULL,
    template_id uuid NOT NULL,
    channel text NOT NULL,
    is_on boolean NOT NULL,
    delay_minutes int NOT NULL,
    life_minutes int NOT NULL,
    PRIMARY KEY (brand_id, trigger));
  CALL platform.protect('messaging.automatic');
  CALL platform.track_revision('messaging.automatic');`;

// cause: what it answers, so that what comes again is the same message. claimed_at: when it was last decided to send it.
const MESSAGE = `
  CREATE TABLE messaging.message (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    channel text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('MARKETING', 'SERVICE')),
    template_id uuid NOT NULL,
    template_version int NOT NULL,
    broadcast_id uuid,
    trigger text,
    cause text,
    data jsonb,
    state text NOT NULL DEFAULT 'QUEUED' CHECK (state IN ('QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'OPENED', 'CLICKED', 'FAILED', 'SUPPRESSED')),
    reason text,
    queued_at timestamptz NOT NULL DEFAULT platform.current_now(),
    due_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    batch_id uuid,
    units int NOT NULL DEFAULT 0,
    provider_id text,
    claimed_at timestamptz,
    sent_at timestamptz,
    delivered_at timestamptz,
    opened_at timestamptz,
    clicked_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT message_cause_unique UNIQUE (brand_id, cause),
    CHECK ((state IN ('FAILED', 'SUPPRESSED')) = (reason IS NOT NULL)),
    CHECK ((state = 'SENDING') = (batch_id IS NOT NULL)),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, broadcast_id) REFERENCES messaging.broadcast);
  CREATE INDEX message_single_due ON messaging.message (brand_id, channel, due_at, id) WHERE state = 'QUEUED' AND broadcast_id IS NULL;
  CREATE INDEX message_broadcast_due ON messaging.message (brand_id, broadcast_id, due_at, id) WHERE state = 'QUEUED' AND broadcast_id IS NOT NULL;
  CREATE INDEX message_broadcast ON messaging.message (brand_id, broadcast_id, state) WHERE broadcast_id IS NOT NULL;
  CREATE INDEX message_member ON messaging.message (brand_id, member_id, queued_at, id);
  CREATE INDEX message_claimed ON messaging.message (brand_id, member_id, channel, claimed_at) WHERE claimed_at IS NOT NULL AND purpose = 'MARKETING';
  CREATE INDEX message_provider ON messaging.message (brand_id, channel, provider_id) WHERE provider_id IS NOT NULL;
  CREATE INDEX message_batch ON messaging.message (brand_id, batch_id) WHERE state = 'SENDING';
  CALL platform.protect('messaging.message');

  CREATE TABLE messaging.unreachable (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    member_id uuid NOT NULL,
    channel text NOT NULL,
    address_index bytea NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, member_id, channel),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
  CALL platform.protect('messaging.unreachable');`;

// A batch stands there, sealed, while a provider is asked to take it; times are the database's, as the workers' are.
const ON_THEIR_WAY = `
  CREATE TABLE messaging.batch (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    channel text NOT NULL,
    payload_sealed bytea NOT NULL,
    attempts int NOT NULL DEFAULT 1,
    lease_until timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id));
  CREATE INDEX batch_channel ON messaging.batch (brand_id, channel, lease_until);
  CALL platform.protect('messaging.batch');

  CREATE TABLE messaging.outbox (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    member_id uuid,
    channel text NOT NULL,
    content_sealed bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id));
  CREATE INDEX outbox_at ON messaging.outbox (brand_id, at);
  CREATE INDEX outbox_member ON messaging.outbox (brand_id, member_id);
  CALL platform.protect('messaging.outbox');`;
