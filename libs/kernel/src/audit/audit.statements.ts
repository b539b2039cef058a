import { type Statement, statement } from '@regulars/plugin-sdk';
import { MAX_TARGETS } from './targets';

/** What an audit row says beside who and when. */
export interface AuditRecord {
  readonly id: string;
  readonly operation: string;
  readonly targets: ReadonlySet<string>;
  readonly reasonSealed: Buffer | null;
}

const INSERT = statement<never, [string, string, string, string, string, readonly string[], number, Buffer | null]>('platform.insert-audit', `
  INSERT INTO platform.audit_entry (id, actor_kind, actor_id, actor_name, operation, targets, more_targets, reason_sealed)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`);

export function insertAudit({ id, operation, targets, reasonSealed }: AuditRecord, actor: { readonly kind: string; readonly id: string; readonly name: string }): Statement<never> {
  const named = [...targets].slice(0, MAX_TARGETS);
  return INSERT(id, actor.kind, actor.id, actor.name, operation, named, targets.size - named.length, reasonSealed);
}
