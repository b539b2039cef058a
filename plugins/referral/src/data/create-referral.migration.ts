import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateReferral1791500000840 implements MigrationInterface {
  readonly name = 'CreateReferral1791500000840';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROGRAMS);
    await runner.query(LINKS);
    await runner.query(EDGES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE referral.edge, referral.click, referral.link, referral.program_version, referral.program');
  }
}

const PROGRAMS = `
  CREATE TABLE referral.program (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    code text NOT NULL,
    state text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'LIVE', 'PAUSED', 'ENDED')),
    version int NOT NULL DEFAULT 1,
    terms jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT program_code_unique UNIQUE (brand_id, code));
  CALL platform.protect('referral.program');
  CALL platform.track_revision('referral.program');

  CREATE TABLE referral.program_version (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    program_id uuid NOT NULL,
    version int NOT NULL,
    rules jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, program_id, version),
    FOREIGN KEY (brand_id, program_id) REFERENCES referral.program);
  CALL platform.protect_append_only('referral.program_version');`;

// A member whom others were merged into has several links of one program: those that were handed out stay good.
const LINKS = `
  CREATE TABLE referral.link (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    program_id uuid NOT NULL,
    member_id uuid NOT NULL,
    code text NOT NULL,
    clicks int NOT NULL DEFAULT 0 CHECK (clicks >= 0),
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    closed_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT link_code_unique UNIQUE (brand_id, code),
    FOREIGN KEY (brand_id, program_id) REFERENCES referral.program,
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
  CREATE INDEX link_member ON referral.link (brand_id, member_id, program_id, id);
  CREATE INDEX link_program ON referral.link (brand_id, program_id);
  CALL platform.protect('referral.link');

  CREATE TABLE referral.click (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, link_id) REFERENCES referral.link);
  CREATE INDEX click_at ON referral.click (brand_id, at);
  CREATE INDEX click_link ON referral.click (brand_id, link_id);
  CALL platform.protect('referral.click');`;

// The visit behind an edge is forgotten long before the edge: no foreign key.
const EDGES = `
  CREATE TABLE referral.edge (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    program_id uuid NOT NULL,
    version int NOT NULL,
    link_id uuid NOT NULL,
    referrer_id uuid NOT NULL,
    referee_id uuid NOT NULL,
    source text NOT NULL CHECK (source IN ('CLICK', 'CODE')),
    click_id uuid,
    state text NOT NULL DEFAULT 'BOUND' CHECK (state IN ('BOUND', 'QUALIFIED', 'DROPPED')),
    bound_at timestamptz NOT NULL,
    qualified_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CHECK (referrer_id <> referee_id OR state = 'DROPPED'),
    FOREIGN KEY (brand_id, program_id, version) REFERENCES referral.program_version,
    FOREIGN KEY (brand_id, link_id) REFERENCES referral.link,
    FOREIGN KEY (brand_id, referrer_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, referee_id) REFERENCES member.member);
  CREATE UNIQUE INDEX edge_referee_unique ON referral.edge (brand_id, referee_id, program_id) WHERE state <> 'DROPPED';
  CREATE INDEX edge_referee ON referral.edge (brand_id, referee_id);
  CREATE INDEX edge_referrer ON referral.edge (brand_id, referrer_id, program_id, id);
  CREATE INDEX edge_program ON referral.edge (brand_id, program_id, id);
  CREATE INDEX edge_link ON referral.edge (brand_id, link_id);
  CALL platform.protect('referral.edge');`;
