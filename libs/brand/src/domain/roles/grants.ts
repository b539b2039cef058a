import type { Actor, MaskKind, Text } from '@regulars/plugin-sdk';
import { RoleBeyondRightsError } from '../../errors';
import type { RoleRights } from './built-in';

type Holder = Pick<Actor, 'permissions' | 'withheld' | 'masks' | 'storeIds'>;

const isLooser = (given: MaskKind | undefined, own: MaskKind): boolean => given !== 'HIDE' && given !== own;

/**
 * What `given` has that the holder has not: permissions, and fields that it would show more of than the holder sees.
 * Somebody with such a role would see or do for the holder what the holder may not. What waits for the holder's second
 * factor is theirs to give: whoever gets it needs one, too.
 */
export function beyond(holder: Holder, given: RoleRights): string[] {
  const permissions = given.permissions.filter((permission) => !holder.permissions.has(permission) && !holder.withheld.has(permission));
  const fields = [...holder.masks].filter(([field, own]) => isLooser(given.masks.get(field), own)).map(([field]) => field);
  return [...permissions, ...fields];
}

/** Whether somebody limited to some stores reaches for others, or for all. */
export function beyondStores(holder: Holder, storeIds: readonly string[] | null): boolean {
  const { storeIds: own } = holder;
  return own !== null && (storeIds === null || storeIds.some((id) => !own.has(id)));
}

const TEXT: Text = { en: 'This is more than you have yourself.', 'zh-TW': '這超出您自己的權限。' };

export const beyondRights = (path: string, missing: readonly string[]): RoleBeyondRightsError => new RoleBeyondRightsError(TEXT, path, missing);
