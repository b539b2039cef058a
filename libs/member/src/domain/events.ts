import { defineEvent } from '@regulars/plugin-sdk';

/** Someone became a member; by import too. */
export interface MemberJoinedPayload {
  /** Public id. */
  readonly memberId: string;
  /** How the member came: the recruitment's channel, `IMPORT`, or null. */
  readonly channel: string | null;
  /** Public id of the store. */
  readonly storeId: string | null;
}

/** Something known about a member changed: which fields, never their values. */
export interface MemberUpdatedPayload {
  readonly memberId: string;
  readonly changed: readonly string[];
}

/** A member's standing changed; why stands in the audit only, since members see their events. */
export interface MemberMovedPayload {
  readonly memberId: string;
}

/** New answers, each the one that counts now. */
export interface ConsentChangedPayload {
  readonly memberId: string;
  readonly consents: readonly { readonly purpose: string; readonly channel: string; readonly granted: boolean; readonly source: string }[];
}

/** A member proved to hold what it is known by. */
export interface IdentityVerifiedPayload {
  readonly memberId: string;
  readonly kind: string;
}

/** Two members became one. */
export interface MemberMergedPayload {
  readonly memberId: string;
  /** Whose id answers with `memberId` from now on. */
  readonly mergedId: string;
  readonly operationId: string;
  readonly cause: string;
}

/** They are two again. */
export interface MemberUnmergedPayload {
  readonly memberId: string;
  readonly restoredId: string;
  readonly operationId: string;
}

/** Nothing tells any more who the member was. */
export interface MemberErasedPayload {
  readonly memberId: string;
}

export const MemberMerged = defineEvent<MemberMergedPayload>('member.merged');
export const MemberUnmerged = defineEvent<MemberUnmergedPayload>('member.unmerged');
export const MemberErased = defineEvent<MemberErasedPayload>('member.erased');
export const MemberJoined = defineEvent<MemberJoinedPayload>('member.joined');
export const MemberUpdated = defineEvent<MemberUpdatedPayload>('member.updated');
export const MemberFrozen = defineEvent<MemberMovedPayload>('member.frozen');
export const MemberUnfrozen = defineEvent<MemberMovedPayload>('member.unfrozen');
export const MemberWithdrawn = defineEvent<MemberMovedPayload>('member.withdrawn');
/** Who had left, or was only a prospect, is a member again. */
export const MemberRejoined = defineEvent<MemberMovedPayload>('member.rejoined');
export const ConsentChanged = defineEvent<ConsentChangedPayload>('consent.changed');
export const IdentityVerified = defineEvent<IdentityVerifiedPayload>('identity.verified');

/**
 * Every event name whose GraphQL type would be `typeName`. The type does not tell where the module's id ends, so
 * `StampCardCompletedEvent` gives `stamp.card-completed` and `stamp-card.completed`; one of them exists at most.
 */
export function eventNamesOfType(typeName: string): string[] {
  const words = typeName.replace(/Event$/, '').match(/[A-Z][a-z0-9]*/g)?.map((word) => word.toLowerCase()) ?? [];
  return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('-')}.${words.slice(index + 1).join('-')}`);
}
