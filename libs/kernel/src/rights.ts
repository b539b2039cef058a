import { type Actor, ANY_CALLER, ANYONE, secondFactorRequired } from '@regulars/plugin-sdk';
import { GraphQLError } from 'graphql';

/** Equal for two actors exactly if they may do and see the same. */
export const rightsKey = ({ permissions, withheld, storeIds, masks }: Actor): string =>
  JSON.stringify([[...permissions].sort(), [...withheld].sort(), storeIds && [...storeIds].sort(), [...masks].map(([field, mask]) => `${field} ${mask}`).sort()]);

/**
 * Whether the actor may call what asks for `permission`. Somebody who has not signed in may do only what is open to
 * anyone; somebody whose session has ended, nothing.
 */
export function mayCall(actor: Actor, permission: string): boolean {
  if (actor.sessionEnded) return false;
  if (permission === ANYONE) return true;
  if (actor.kind === 'anonymous') return false;
  return permission === ANY_CALLER || actor.permissions.has(permission);
}

/** Says to somebody who may not call it why: a permission they lack, or one that waits for their second factor. */
export const refusal = ({ withheld }: Actor, missing: readonly string[], language: string): GraphQLError =>
  missing.every((permission) => withheld.has(permission))
    ? secondFactorRequired(missing, language)
    : new GraphQLError('Not allowed', { extensions: { code: 'FORBIDDEN', requiredScopes: missing } });
