import { statement } from '@regulars/plugin-sdk';
import type { TemplateTerms } from './template-terms';

export interface TemplateRow {
  readonly id: string;
  readonly code: string;
  readonly state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ENDED';
  readonly version: number;
  readonly terms: TemplateTerms;
  /** That version. */
  readonly written_at: Date;
  readonly live_since: Date;
}

export const TEMPLATE_COLUMNS = 't.id, t.code, t.state, t.version, v.terms, v.created_at AS written_at, coalesce(t.activated_at, t.created_at) AS live_since';
export const TEMPLATES = 'gift_coupon.template AS t JOIN gift_coupon.template_version AS v ON v.template_id = t.id AND v.version = t.version';

/** Every version of every template: what was issued under one goes on under it. */
export const templateVersions = statement<TemplateRow & { readonly of_version: number }>('gift-coupon.template-versions', `
  SELECT t.id, t.code, t.state, t.version, v.version AS of_version, v.terms, v.created_at AS written_at, coalesce(t.activated_at, t.created_at) AS live_since
    FROM gift_coupon.template AS t JOIN gift_coupon.template_version AS v ON v.template_id = t.id
   ORDER BY t.created_at, t.id, v.version`);

export const templatesById = statement<TemplateRow, [ids: readonly string[]]>('gift-coupon.templates-by-id', `
  SELECT ${TEMPLATE_COLUMNS} FROM ${TEMPLATES} WHERE t.id = ANY($1::uuid[])`);

export const templateForUpdate = statement<TemplateRow, [id: string]>('gift-coupon.template-for-update', `
  SELECT ${TEMPLATE_COLUMNS} FROM ${TEMPLATES} WHERE t.id = $1 FOR UPDATE OF t`);

/** Nothing when the code is taken. */
export const insertTemplate = statement<{ id: string }, [id: string, code: string]>('gift-coupon.insert-template', `
  INSERT INTO gift_coupon.template (id, code) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT template_code_unique DO NOTHING RETURNING id`);

export const insertVersion = statement<never, [templateId: string, version: number, terms: string]>('gift-coupon.insert-version', `
  INSERT INTO gift_coupon.template_version (template_id, version, terms) VALUES ($1, $2, $3::jsonb)`);

export const insertCounter = statement<never, [templateId: string, stock: number | null]>('gift-coupon.insert-counter', `
  INSERT INTO gift_coupon.template_counter (template_id, stock) VALUES ($1, $2)`);

/** Nothing when more than that was issued. */
export const setStock = statement<{ issued: number }, [templateId: string, stock: number | null]>('gift-coupon.set-stock', `
  UPDATE gift_coupon.template_counter SET stock = $2 WHERE template_id = $1 AND ($2::int IS NULL OR issued <= $2) RETURNING issued`);

/** Nothing when the code is taken. */
export const setVersion = statement<{ id: string }, [id: string, code: string, version: number]>('gift-coupon.set-version', `
  UPDATE gift_coupon.template SET code = $2, version = $3
   WHERE id = $1 AND NOT EXISTS (SELECT FROM gift_coupon.template AS o WHERE o.code = $2 AND o.id <> $1) RETURNING id`);

export const setTemplateState = statement<never, [id: string, state: string]>('gift-coupon.set-template-state', `
  UPDATE gift_coupon.template SET state = $2, activated_at = CASE $2 WHEN 'LIVE' THEN platform.current_now() ELSE activated_at END WHERE id = $1`);

/** Locked against each other: two activations at once cannot both be the last one the plan grants. */
export const lockTemplates = statement<{ id: string }>('gift-coupon.lock-templates', `SELECT id FROM gift_coupon.template ORDER BY id FOR UPDATE`);

export const countLive = statement<{ live: number }>('gift-coupon.count-live', `
  SELECT count(*)::int AS live FROM gift_coupon.template WHERE state IN ('LIVE', 'PAUSED')`);
