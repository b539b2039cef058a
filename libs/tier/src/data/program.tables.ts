export const PROGRAM = `
  CREATE TABLE tier.program (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    version int NOT NULL,
    state text NOT NULL CHECK (state IN ('DRAFT', 'LIVE', 'ENDED')),
    terms jsonb NOT NULL,
    activated_at timestamptz,
    ended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT program_version_unique UNIQUE (brand_id, version),
    CHECK (state = 'DRAFT' OR activated_at IS NOT NULL),
    CHECK ((state = 'ENDED') = (ended_at IS NOT NULL))
  )`;

export const PROGRAM_INDEXES = [`CREATE UNIQUE INDEX program_one_live ON tier.program (brand_id) WHERE state = 'LIVE'`];
