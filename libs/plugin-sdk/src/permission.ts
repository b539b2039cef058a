export type Permission = `${string}:${string}`;

/** The keys of one module's permissions, each `module:key`. */
export type Permissions<I extends string, D extends Record<string, string>> = {
  readonly [K in keyof D & string]: `${I}:${K}`;
};

const described = new Map<string, string>();

/** Declares what can be allowed in a module: `definePermissions('points', { configure: 'Edit earn rules' })`. */
export function definePermissions<const I extends string, const D extends Record<string, string>>(
  module: I,
  descriptions: D,
): Permissions<I, D> {
  for (const [key, description] of Object.entries(descriptions)) described.set(`${module}:${key}`, description);
  return Object.freeze(
    Object.fromEntries(Object.keys(descriptions).map((key) => [key, `${module}:${key}`])),
  ) as Permissions<I, D>;
}

/** What `definePermissions` said about a permission. */
export const describePermission = (permission: string): string | undefined => described.get(permission);

/** States that a root field needs no right beyond a valid credential of its audience. */
export const ANY_CALLER = 'any:caller' as const;

/** States that a root field may be called by somebody who has not signed in. */
export const ANYONE = 'any:one' as const;
