import { type Actor, ANY_CALLER, ANYONE } from '@regulars/plugin-sdk';

/** Whether the actor may call what asks for `permission`. Somebody who has not signed in may only what is open to anyone. */
export function mayCall(actor: Actor, permission: string): boolean {
  if (permission === ANYONE) return true;
  if (actor.kind === 'anonymous') return false;
  return permission === ANY_CALLER || actor.permissions.has(permission);
}
