/** A member who was merged names the one who goes on; nobody else does, and who is named was not merged itself. */
export const mergedIntoColumns = `
  ALTER TABLE member.member
    ADD COLUMN merged_into uuid,
    -- Others were merged into it: their events are its own, too.
    ADD COLUMN has_absorbed boolean NOT NULL DEFAULT false,
    -- The version that was last compared with other members.
    ADD COLUMN matched_version int NOT NULL DEFAULT 0,
    ADD CONSTRAINT member_merged_into FOREIGN KEY (brand_id, merged_into) REFERENCES member.member,
    ADD CONSTRAINT member_merged_is_gone CHECK ((status = 'MERGED') = (merged_into IS NOT NULL));
  CREATE INDEX member_by_merged_into ON member.member (brand_id, merged_into) WHERE merged_into IS NOT NULL;
  CREATE INDEX member_unmatched ON member.member (brand_id, id) WHERE matched_version <> version;
  -- Takes back the answer a merge brought: as if there had been none.
  ALTER TABLE member.consent ADD COLUMN is_void boolean NOT NULL DEFAULT false;`;

/**
 * A merge and all it takes to undo it: what each module wrote down, by module. The journal goes when the member is
 * erased; that there was a merge stays.
 */
export const mergeOperationTable = `
  CREATE TABLE member.merge_operation (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    survivor_id uuid NOT NULL,
    loser_id uuid NOT NULL,
    -- STAFF: somebody decided. VERIFIED_IDENTITY: one person proved to be both.
    cause text NOT NULL CHECK (cause IN ('STAFF', 'VERIFIED_IDENTITY')),
    reason text,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    journal jsonb NOT NULL,
    undone_at timestamptz,
    -- What could not be told apart again.
    remainders jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, survivor_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, loser_id) REFERENCES member.member,
    CHECK (survivor_id <> loser_id)
  );
  CREATE INDEX merge_operation_by_survivor ON member.merge_operation (brand_id, survivor_id);
  CREATE UNIQUE INDEX merge_operation_standing ON member.merge_operation (brand_id, loser_id) WHERE undone_at IS NULL;`;

/** By what members are taken for one: keyed hashes, found by equality. */
export const matchKeyTable = `
  CREATE TABLE member.match_key (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    member_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('NAME_AND_BIRTH_DATE', 'SIMILAR_EMAIL')),
    value_index bytea NOT NULL,
    PRIMARY KEY (brand_id, member_id, kind),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member
  );
  CREATE INDEX match_key_by_value ON member.match_key (brand_id, kind, value_index);`;

/** Two members who may be one person, for somebody to decide. */
export const mergeSuggestionTable = `
  CREATE TABLE member.merge_suggestion (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    first_id uuid NOT NULL,
    second_id uuid NOT NULL,
    score int NOT NULL CHECK (score BETWEEN 1 AND 100),
    reasons text[] NOT NULL,
    -- CLOSED: one of the two is gone.
    state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'DISMISSED', 'CLOSED')),
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    dismissed_at timestamptz,
    dismissed_for text,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT merge_suggestion_pair UNIQUE (brand_id, first_id, second_id),
    FOREIGN KEY (brand_id, first_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, second_id) REFERENCES member.member,
    CHECK (first_id < second_id),
    CHECK ((state = 'DISMISSED') = (dismissed_at IS NOT NULL) AND (state = 'DISMISSED') = (dismissed_for IS NOT NULL))
  );
  CREATE INDEX merge_suggestion_open ON member.merge_suggestion (brand_id, score, id) WHERE state = 'OPEN';
  CREATE INDEX merge_suggestion_by_second ON member.merge_suggestion (brand_id, second_id);`;

/** Who was erased. Whatever backup is restored, these are erased again. */
export const erasureTable = `
  CREATE TABLE member.erasure (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    member_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, member_id),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member
  );`;

/** What a member asks of the brand by law, with the day by which it has to be answered. */
export const dataRequestTable = `
  CREATE TABLE member.data_request (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ACCESS', 'CORRECTION', 'ERASURE')),
    state text NOT NULL DEFAULT 'RECEIVED' CHECK (state IN ('RECEIVED', 'VERIFIED', 'PROCESSING', 'DONE', 'REFUSED')),
    jurisdiction text NOT NULL,
    received_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    note text,
    extended_at timestamptz,
    extended_for text,
    answered_at timestamptz,
    answer text,
    -- The export that answers a request for access.
    job_id uuid,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    CHECK ((state IN ('DONE', 'REFUSED')) = (answered_at IS NOT NULL)),
    CHECK (due_at > received_at)
  );
  CREATE INDEX data_request_by_due ON member.data_request (brand_id, due_at, id);
  CREATE INDEX data_request_by_member ON member.data_request (brand_id, member_id);`;
