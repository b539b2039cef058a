import { statement } from '@regulars/plugin-sdk';

export interface EarnRuleRow {
  readonly id: string;
  readonly rule_id: string;
  readonly code: string;
  readonly version: number;
  readonly name: string;
  readonly kind: string;
  readonly points: number | null;
  readonly amount: bigint | null;
  readonly multiplier_bp: number | null;
  readonly basis: string;
  readonly scope: unknown;
  readonly tier_codes: readonly string[] | null;
  readonly priority: number;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly live_from: Date | null;
  readonly live_to: Date | null;
}

const VERSION = `v.id, v.rule_id, r.code, v.version, v.name, v.kind, v.points, v.amount, v.multiplier_bp, v.basis, v.scope, v.tier_codes, v.priority,
  v.starts_at, v.ends_at, v.live_from, v.live_to`;
const FROM = 'points.earn_rule_version AS v JOIN points.earn_rule AS r ON r.id = v.rule_id';

/** Every version that is or was live. */
export const activatedRules = statement<EarnRuleRow>(
  'points.activated-rules',
  `SELECT ${VERSION} FROM ${FROM} WHERE v.live_from IS NOT NULL ORDER BY v.priority DESC, r.code, v.version`,
);

export const versionsOfRules = statement<EarnRuleRow, [ruleIds: readonly string[]]>(
  'points.versions-of-rules',
  `SELECT ${VERSION} FROM ${FROM} WHERE v.rule_id = ANY($1) ORDER BY v.rule_id, v.version`,
);

/** What of each rule is of interest today: what is live, what is to come, and what has ended without a successor. */
export const presentRules = statement<EarnRuleRow>(
  'points.present-rules',
  `SELECT ${VERSION} FROM ${FROM}
   WHERE v.live_to IS NULL OR v.live_to > (SELECT platform.current_now())
     OR NOT EXISTS (SELECT FROM points.earn_rule_version AS later WHERE later.rule_id = v.rule_id AND later.version > v.version AND later.live_from IS NOT NULL)
   ORDER BY v.priority DESC, r.code, v.version`,
);

/** Waits for whoever is changing the rule. */
export const lockRule = statement<{ readonly id: string }, [ruleId: string]>(
  'points.lock-rule',
  'SELECT id FROM points.earn_rule WHERE id = $1 FOR UPDATE',
);

/** Answers nothing when the code is taken. */
export const insertRule = statement<{ readonly id: string }, [id: string, code: string]>(
  'points.insert-rule',
  'INSERT INTO points.earn_rule (id, code) VALUES ($1, $2) ON CONFLICT (brand_id, code) DO NOTHING RETURNING id',
);

const WRITTEN = 'id, rule_id, version, name, kind, points, amount, multiplier_bp, basis, scope, tier_codes, priority, starts_at, ends_at';

export const insertVersion = statement<never, [...values: unknown[]]>(
  'points.insert-rule-version',
  `INSERT INTO points.earn_rule_version (${WRITTEN}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
);

export const updateVersion = statement<{ readonly id: string }, [...values: unknown[]]>(
  'points.update-rule-version',
  `UPDATE points.earn_rule_version SET name = $2, kind = $3, points = $4, amount = $5, multiplier_bp = $6, basis = $7, scope = $8, tier_codes = $9,
     priority = $10, starts_at = $11, ends_at = $12
   WHERE id = $1 RETURNING id`,
);

/** Ends, at $2, every version of the rule that would be live then or later. */
export const endVersions = statement<{ readonly id: string }, [ruleId: string, at: Date]>(
  'points.end-rule-versions',
  `UPDATE points.earn_rule_version SET live_to = greatest(live_from, $2)
   WHERE rule_id = $1 AND live_from IS NOT NULL AND (live_to IS NULL OR live_to > $2) RETURNING id`,
);

export const activateVersion = statement<{ readonly id: string }, [versionId: string, at: Date]>(
  'points.activate-rule-version',
  'UPDATE points.earn_rule_version SET live_from = $2 WHERE id = $1 AND live_from IS NULL RETURNING id',
);
