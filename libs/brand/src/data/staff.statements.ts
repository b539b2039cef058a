import { Direction, type ListDefinition, statement } from '@regulars/plugin-sdk';

export type StaffState = 'INVITED' | 'ACTIVE' | 'DEACTIVATED';

export interface StaffRow {
  /** The uuid. */
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly state: StaffState;
  readonly roles: readonly string[];
  /** Null: all of the brand's. */
  readonly storeIds: readonly string[] | null;
  readonly lastSeenAt: Date | null;
}

const COLUMNS = 'staff.id, staff.account_id AS "accountId", staff.name, staff.state, staff.roles, staff.store_ids AS "storeIds", staff.last_seen_at AS "lastSeenAt"';

export const selectStaff = statement<StaffRow, [ids: readonly string[]]>('brand.staff', `SELECT ${COLUMNS} FROM brand.staff WHERE id = ANY($1::uuid[])`);

/** One of the staff and every active owner, in id order: none of them changes until the transaction ends. */
export const lockStaff = statement<StaffRow, [id: string]>(
  'brand.staff-lock',
  `SELECT ${COLUMNS} FROM brand.staff WHERE id = $1 OR (state = 'ACTIVE' AND 'owner' = ANY (roles)) ORDER BY id FOR UPDATE`,
);

export const lockStaffOfAccount = statement<StaffRow, [accountId: string]>('brand.staff-lock-account', `SELECT ${COLUMNS} FROM brand.staff WHERE account_id = $1 FOR UPDATE`);

/** Invites, or invites again who has not accepted or was deactivated; no row for who is active. */
export const inviteStaff = statement<{ id: string }, [id: string, accountId: string, name: string, roles: readonly string[], storeIds: readonly string[] | null, hash: Buffer, seconds: number]>(
  'brand.staff-invite',
  `INSERT INTO brand.staff (id, account_id, name, roles, store_ids, invitation_hash, invitation_expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7))
   ON CONFLICT ON CONSTRAINT staff_account_unique DO UPDATE
      SET state = 'INVITED', name = EXCLUDED.name, roles = EXCLUDED.roles, store_ids = EXCLUDED.store_ids,
          invitation_hash = EXCLUDED.invitation_hash, invitation_expires_at = EXCLUDED.invitation_expires_at
    WHERE staff.state <> 'ACTIVE'
   RETURNING id`,
);

export const updateStaff = statement<never, [id: string, name: string, roles: readonly string[], storeIds: readonly string[] | null]>(
  'brand.staff-update',
  'UPDATE brand.staff SET name = $2, roles = $3, store_ids = $4 WHERE id = $1',
);

export const deactivateStaff = statement<never, [id: string]>(
  'brand.staff-deactivate',
  `UPDATE brand.staff SET state = 'DEACTIVATED', invitation_hash = NULL, invitation_expires_at = NULL WHERE id = $1`,
);

/** What decides the rights of somebody who is active. */
export const selectRights = statement<{ name: string; roles: readonly string[]; storeIds: readonly string[] | null; hasSecondFactor: boolean }, [id: string, sessionId: string | null]>(
  'brand.staff-rights',
  `SELECT staff.name, staff.roles, staff.store_ids AS "storeIds", account.has_totp OR platform.session_has_second_factor($2) AS "hasSecondFactor"
     FROM brand.staff CROSS JOIN LATERAL brand.account_of_staff(ARRAY[staff.account_id]) AS account
    WHERE staff.id = $1 AND staff.state = 'ACTIVE'`,
);

/** In order of invitation, whatever their state. */
export const staffList = <Item>(toItem: (row: StaffRow) => Item): ListDefinition<StaffRow, Item> => ({
  name: 'brand.staff-list',
  select: COLUMNS,
  from: 'brand.staff',
  id: { expression: 'staff.id', type: 'uuid', direction: Direction.ASC },
  toItem,
});
