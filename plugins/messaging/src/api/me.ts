import type { Context } from '@regulars/plugin-sdk';

/** The member who calls; a credential of the member audience always names one. */
export function meOf({ actor }: Context): string {
  if (actor.memberId === null) throw new Error('The credential names no member');
  return actor.memberId;
}
