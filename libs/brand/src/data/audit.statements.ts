import { Direction, type ListDefinition, statement } from '@regulars/plugin-sdk';

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor_name: string;
  readonly actor_kind: string;
  readonly operation: string;
  readonly targets: readonly string[];
  readonly more_targets: number;
  readonly fields: readonly string[] | null;
  readonly reason_sealed: Buffer | null;
  /** Its place in the chain; of one that is not sealed yet, the place it will have as things stand. */
  readonly number: bigint;
  readonly hash: Buffer | null;
}

const COLUMNS = `entry.id, entry.at, entry.actor_name, entry.actor_kind, entry.operation, entry.targets, entry.more_targets, entry.fields, entry.reason_sealed, seal.hash,
  coalesce(seal.number, (SELECT coalesce(max(head.number), 0) + (
      SELECT count(*) FROM platform.audit_entry AS earlier
       WHERE (earlier.xid, earlier.id) <= (entry.xid, entry.id) AND (earlier.xid, earlier.id) > (coalesce(max(head.xid), '0'::xid8), coalesce(max(head.row_id::text)::uuid, '00000000-0000-0000-0000-000000000000')))
    FROM platform.seal_head AS head WHERE head.chain = 'audit')) AS number`;

const FROM = `platform.audit_entry AS entry LEFT JOIN platform.seal AS seal ON seal.chain = 'audit' AND seal.row_id = entry.id`;

export const selectAuditEntries = statement<AuditRow, [ids: readonly string[]]>('brand.audit-entries', `SELECT ${COLUMNS} FROM ${FROM} WHERE entry.id = ANY($1::uuid[])`);

/** The newest first, as their chain has them. */
export const auditList = <Item>(toItem: ListDefinition<AuditRow, Item>['toItem']): ListDefinition<AuditRow, Item> => ({
  name: 'brand.audit-list',
  select: COLUMNS,
  from: FROM,
  id: { expression: 'entry.id', type: 'uuid', direction: Direction.DESC },
  toItem,
});

export const NEWEST_FIRST = { expression: 'entry.xid', type: 'xid8', direction: Direction.DESC } as const;
