import { type Context, type JsonObject, needsSecondFactor, reject, secondFactorRequired } from '@regulars/plugin-sdk';
import type { z } from 'zod';
import { selectRights } from '../../data/staff.statements';
import { brandSettings } from '../../settings';
import { beyondRights } from '../roles/grants';
import { installedPermissionsOf } from '../roles/roles';
import { isOwner, OWNER } from './staff-changes';

type Settings = z.infer<typeof brandSettings.schema>;

/** Whether staff hold a permission only with a second factor. */
export const waitsForSecondFactor = ({ mfaByDefault, mfaFor }: Settings, permission: string): boolean =>
  mfaFor.includes(permission) || (mfaByDefault && needsSecondFactor(permission));

/**
 * Rejects settings under which fewer permissions wait for a second factor, unless an owner sets them who showed one:
 * else a password that got about would open what the second factor is there to close. Permissions of modules that are
 * switched off count, too, since they may be switched on again, and those that no module declares now.
 *
 * @throws GraphQLError SECOND_FACTOR_REQUIRED
 */
export async function refuseLoosening(ctx: Context, settings: JsonObject): Promise<void> {
  const { success, data: next } = brandSettings.schema.safeParse(settings);
  if (!success) return; // refused for that
  const current = await ctx.settings(brandSettings);
  const guardable = [...new Set([...installedPermissionsOf(ctx), ...current.mfaFor])].sort();
  const loosened = guardable.filter((permission) => waitsForSecondFactor(current, permission) && !waitsForSecondFactor(next, permission));
  if (loosened.length === 0) return;
  if (!(await isOwner(ctx))) reject(beyondRights('settings', [OWNER]));
  // Not by what is withheld from them: of a module that is switched off they hold nothing.
  const [owner] = await ctx.sql(selectRights(ctx.actor.id, ctx.actor.sessionId));
  if (!owner?.hasSecondFactor) throw secondFactorRequired(loosened, ctx.language);
}
