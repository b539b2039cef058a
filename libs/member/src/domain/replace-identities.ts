import type { Context } from '@regulars/plugin-sdk';
import { deleteIdentities } from '../data/identity.statements';
import { addIdentities, indexOf, type KnownIdentity, primaryOf } from './identities';
import type { IdentityValue } from './identity-value';

/** A phone or e-mail wanted: its value, null to have none, absent to leave it. */
export interface Wanted {
  readonly field: 'phone' | 'email';
  readonly kind: 'PHONE' | 'EMAIL';
  readonly value: IdentityValue | null;
}

/** Answers which of phone and e-mail changed. A new one is not verified, unless `verifiedAt` says since when it is. */
export async function replaceIdentities(
  ctx: Context, memberId: string, known: readonly KnownIdentity[], wanted: readonly Wanted[], verifiedAt: Date | null = null,
): Promise<string[]> {
  const changes = wanted.flatMap(({ field, kind, value }) => {
    const old = primaryOf(known, kind);
    const fresh = value === null ? null : { memberId, value, index: indexOf(ctx, value), verifiedAt };
    // A merge may have left the member with the wanted one as a second.
    const second = known.find(({ kind: other, index, isPrimary }) => other === kind && index === fresh?.index && !isPrimary);
    return fresh?.index === old?.index ? [] : [{ field, old: [old, second], fresh }];
  });
  const gone = changes.flatMap(({ old }) => old.flatMap((identity) => identity?.id ?? []));
  const fresh = changes.flatMap((change) => change.fresh ?? []);
  if (gone.length > 0) void ctx.sql(deleteIdentities(gone));
  if (fresh.length > 0) await addIdentities(ctx, fresh);
  return changes.map(({ field }) => field);
}
