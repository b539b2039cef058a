import type { Context, RightsSource, SubjectRights } from '@regulars/plugin-sdk';
import { selectRights } from '../../data/staff.statements';
import { brandSettings } from '../../settings';
import { composeRoles } from '../roles/compose';
import { rolesOf } from '../roles/roles';
import { waitsForSecondFactor } from './second-factor-rule';

/** What somebody of the staff may do now; null unless they are active. */
async function rightsOf(ctx: Context, staffId: string, sessionId: string): Promise<SubjectRights | null> {
  const [[staff], roles, settings] = await Promise.all([ctx.sql(selectRights(staffId, sessionId)), rolesOf(ctx), ctx.settings(brandSettings)]);
  if (!staff) return null;
  const { permissions: given, masks } = composeRoles(roles.filter(({ code }) => staff.roles.includes(code)));
  const withheld = new Set(staff.hasSecondFactor ? [] : [...given].filter((permission) => waitsForSecondFactor(settings, permission)));
  const permissions = new Set([...given].filter((permission) => !withheld.has(permission)));
  return { name: staff.name, permissions, withheld, masks, storeIds: staff.storeIds === null ? null : new Set(staff.storeIds) };
}

/**
 * Whoever has a second factor here showed it in every session there is: setting one up ends all others
 * (`staffTotpConfirm`). That the account has one therefore says that the session does. One that was shown to an
 * identity provider is noted with the session.
 */
export const staffRights: RightsSource = { kind: 'staff', rightsOf };
