import { allOf, type Condition, condition, type Context, type DateTimeFilter, dateTimeCondition, type IdFilter, type StringFilter, stringCondition } from '@regulars/plugin-sdk';
import { type AuditRow, selectAuditEntries } from '../data/audit.statements';

export { auditList, type AuditRow, NEWEST_FIRST } from '../data/audit.statements';

export const auditRows = (ctx: Context, ids: readonly string[]): Promise<AuditRow[]> => ctx.sql(selectAuditEntries(ids));

export interface AuditConditions {
  readonly at?: DateTimeFilter | null;
  readonly actor?: StringFilter | null;
  readonly operation?: StringFilter | null;
  readonly targetId?: IdFilter | null;
}

/** Ids are compared as they are written down: in lower case. */
function aboutOneOf(filter: IdFilter): Condition {
  const asked = [...(filter.eq == null ? [] : [[filter.eq]]), ...(filter.in == null ? [] : [filter.in])];
  return allOf(asked.map((ids) => condition('entry.targets && ?::text[]', ids.map((id) => id.toLowerCase()))));
}

export function auditCondition(where: AuditConditions | null | undefined): Condition {
  const parts: Condition[] = [];
  if (where?.at) parts.push(dateTimeCondition('entry.at', where.at));
  if (where?.actor) parts.push(stringCondition('entry.actor_name', where.actor));
  if (where?.operation) parts.push(stringCondition('entry.operation', where.operation));
  if (where?.targetId) parts.push(aboutOneOf(where.targetId));
  return allOf(parts);
}
