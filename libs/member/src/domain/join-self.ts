import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { enrol, takeNumbers } from './enrol';
import { IdentityVerified } from './events';
import { indexOf } from './identities';
import type { IdentityValue } from './identity-value';
import { readSelf } from './read-self';
import type { SelfJoinInput } from './sign-in';

/** Makes the member that nobody is yet, of what was just proved, and answers the uuid. */
export async function joinSelf(ctx: Context, proof: IdentityValue, join: SelfJoinInput): Promise<string> {
  const [{ storeId, by, ...self }, [number]] = await Promise.all([readSelf(ctx, join), takeNumbers(ctx, 1)]);
  if (number === undefined) return ctx.restart('No free member number was found');
  const id = newUuid();
  const identities = [{ value: proof, index: indexOf(ctx, proof), verifiedAt: ctx.now }];
  await enrol(ctx, [{ id, number, ...self, joinedAt: ctx.now, joinStoreId: storeId, tags: [], attributes: {}, identities }], 'JOIN');
  await by?.joined(ctx, id);
  ctx.emit(IdentityVerified, { memberId: publicId('mbr', id), kind: proof.kind }, id);
  return id;
}
