import type { Context, RightsSource, SubjectRights } from '@regulars/plugin-sdk';
import { selectRights } from '../../data/staff.statements';
import { brandSettings } from '../../settings';
import { composeRoles } from '../roles/compose';
import { rolesOf } from '../roles/roles';

/** What somebody of the staff may do now; null unless they are active. */
async function rightsOf(ctx: Context, staffId: string): Promise<SubjectRights | null> {
  const [[staff], roles, { mfaFor }] = await Promise.all([ctx.sql(selectRights(staffId)), rolesOf(ctx), ctx.settings(brandSettings)]);
  if (!staff) return null;
  const { permissions, masks } = composeRoles(roles.filter(({ code }) => staff.roles.includes(code)));
  const allowed = staff.hasTotp ? permissions : new Set([...permissions].filter((permission) => !mfaFor.includes(permission)));
  return { name: staff.name, permissions: allowed, masks, storeIds: staff.storeIds === null ? null : new Set(staff.storeIds) };
}

/**
 * Whoever has a second factor showed it in every session there is: setting one up ends all others (`staffTotpConfirm`).
 * That the account has one therefore says that the session does.
 */
export const staffRights: RightsSource = { kind: 'staff', rightsOf };
