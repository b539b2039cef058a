import { type MaskKind, stricter } from '@regulars/plugin-sdk';
import type { RoleRights } from './built-in';

/**
 * What somebody with all these roles may do: whatever one of them allows, through the filters of every one of them;
 * a field that any of them masks is masked. Without a role: nothing.
 */
export function composeRoles(roles: readonly RoleRights[]): { readonly permissions: ReadonlySet<string>; readonly masks: ReadonlyMap<string, MaskKind> } {
  const masks = new Map<string, MaskKind>();
  for (const [field, mask] of roles.flatMap((role) => [...role.masks])) masks.set(field, stricter(masks.get(field), mask) ?? mask);
  return { permissions: new Set(roles.flatMap((role) => role.permissions)), masks };
}
