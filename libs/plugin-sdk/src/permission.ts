import type { BuiltInRoleCode } from './roles';

/** `module:key`, as `definePermissions` makes it. */
export type Permission = `${string}:${string}`;

/** What a permission allows, and who holds it. */
export interface PermissionRule {
  readonly description: string;
  /** Built-in roles that hold it beside owner and admin, who hold every permission of a brand. */
  readonly roles?: readonly BuiltInRoleCode[];
  /** `platform`: whoever runs the installation; no role of a brand ever holds it. */
  readonly audience?: 'platform';
  /** Staff hold it only once they signed in with a second factor, unless their brand says otherwise. Keys are no people: they hold it as they were made. */
  readonly secondFactor?: true;
}

/** The keys of one module's permissions, each `module:key`. */
export type Permissions<I extends string, D extends Record<string, string | PermissionRule>> = {
  readonly [K in keyof D & string]: `${I}:${K}`;
};

const rules = new Map<string, PermissionRule>();

/**
 * Declares what can be allowed in a module:
 * `definePermissions('points', { configure: { description: 'Edit earn rules', roles: ['marketer'] } })`.
 * A plain description is held by owner and admin only.
 */
export function definePermissions<const I extends string, const D extends Record<string, string | PermissionRule>>(
  module: I,
  permissions: D,
): Permissions<I, D> {
  for (const [key, rule] of Object.entries(permissions)) rules.set(`${module}:${key}`, typeof rule === 'string' ? { description: rule } : rule);
  return Object.freeze(
    Object.fromEntries(Object.keys(permissions).map((key) => [key, `${module}:${key}`])),
  ) as Permissions<I, D>;
}

/** What `definePermissions` said about a permission. */
export const describePermission = (permission: string): string | undefined => rules.get(permission)?.description;

/** Whether a role of a brand may hold it: declared, and not the platform's. */
export const isBrandPermission = (permission: string): boolean => rules.has(permission) && rules.get(permission)?.audience !== 'platform';

/** Whether its module says that staff hold it only with a second factor. */
export const needsSecondFactor = (permission: string): boolean => rules.get(permission)?.secondFactor === true;

/** The built-in roles that hold a permission, owner and admin included; none for what nobody declared. */
export function rolesHolding(permission: string): readonly BuiltInRoleCode[] {
  return isBrandPermission(permission) ? ['owner', 'admin', ...(rules.get(permission)?.roles ?? [])] : [];
}

/** States that a root field needs no right beyond a valid credential of its audience. */
export const ANY_CALLER = 'any:caller' as const;

/** States that a root field may be called by somebody who has not signed in. */
export const ANYONE = 'any:one' as const;
