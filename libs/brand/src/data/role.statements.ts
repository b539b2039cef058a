import { type MaskKind, statement } from '@regulars/plugin-sdk';

/** A role of the brand's own. */
export interface RoleRow {
  readonly code: string;
  readonly name: string;
  readonly permissions: readonly string[];
  /** By `Type.field`. */
  readonly masks: Readonly<Record<string, MaskKind>>;
}

export const selectRoles = statement<RoleRow>('brand.roles', 'SELECT code, name, permissions, masks FROM brand.role ORDER BY code COLLATE "C"');

/** Held until the transaction ends: nobody deletes a role while somebody is given it. */
export const keepRoles = statement<RoleRow, [codes: readonly string[]]>(
  'brand.role-keep',
  'SELECT code, name, permissions, masks FROM brand.role WHERE code = ANY($1) ORDER BY code FOR KEY SHARE',
);

export const lockRole = statement<RoleRow, [code: string]>('brand.role-lock', 'SELECT code, name, permissions, masks FROM brand.role WHERE code = $1 FOR UPDATE');

/** No row when the code is taken. */
export const insertRole = statement<{ code: string }, [code: string, name: string, permissions: readonly string[], masks: string]>(
  'brand.role-insert',
  'INSERT INTO brand.role (code, name, permissions, masks) VALUES ($1, $2, $3, $4::jsonb) ON CONFLICT DO NOTHING RETURNING code',
);

export const updateRole = statement<never, [code: string, name: string, permissions: readonly string[], masks: string]>(
  'brand.role-update',
  'UPDATE brand.role SET name = $2, permissions = $3, masks = $4::jsonb WHERE code = $1',
);

export const deleteRole = statement<never, [code: string]>('brand.role-delete', 'DELETE FROM brand.role WHERE code = $1');

export const holdersOf = statement<{ held: boolean }, [code: string]>(
  'brand.role-holders',
  `SELECT EXISTS (SELECT FROM brand.staff WHERE $1 = ANY (roles) AND state <> 'DEACTIVATED') AS held`,
);
