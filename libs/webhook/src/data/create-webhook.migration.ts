import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateWebhook1791500000631 implements MigrationInterface {
  readonly name = 'CreateWebhook1791500000631';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([ENDPOINT, SECRET].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook.secret, webhook.endpoint');
  }
}

// An endpoint is the tap of the same id, which says of which events it is told, and how it stands.
const ENDPOINT = `
  CREATE TABLE webhook.endpoint (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    url text NOT NULL,
    query text NOT NULL,
    key_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, id) REFERENCES platform.event_tap
  );
  CALL platform.protect('webhook.endpoint');`;

// Times are the database's, as the receivers' are. expires_at: of one that was replaced.
const SECRET = `
  CREATE TABLE webhook.secret (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, endpoint_id) REFERENCES webhook.endpoint ON DELETE CASCADE
  );
  CREATE INDEX secret_of_endpoint ON webhook.secret (brand_id, endpoint_id, created_at);
  CALL platform.protect('webhook.secret');`;
