import { type Context, publicId } from '@regulars/plugin-sdk';
import { deleteIdentities } from '../data/identity.statements';
import { IdentityKind, MemberStatus } from '../enums';
import { MemberUpdated } from './events';
import { addIdentities, indexOf, type KnownIdentity, readIdentities } from './identities';
import type { IdentityValue } from './identity-value';
import { lockProof } from './merge-proved';

/** What became of a device that a member asked to be written to at. */
export type DeviceBinding = 'BOUND' | 'NOT_ACTIVE';

/**
 * A device is written to as whoever is signed in on it: it leaves the member who had it before. Of a member's devices
 * the one that came last stays. The same again changes nothing.
 */
export async function takeDevice(ctx: Context, asking: string, device: IdentityValue): Promise<DeviceBinding> {
  const { caller, owner } = await lockProof(ctx, asking, device);
  if (caller.status !== MemberStatus.ACTIVE) return 'NOT_ACTIVE';
  const { memberId } = caller;
  const replaced = await devicesAt(ctx, owner === null ? [memberId] : [memberId, owner.memberId], (one) => one.memberId === memberId || one.index === indexOf(ctx, device));
  const [known, ...others] = replaced;
  if (known?.memberId === memberId && known.index === indexOf(ctx, device) && known.kept === device.shown && others.length === 0) return 'BOUND';
  await ctx.sql(deleteIdentities(replaced.map(({ id }) => id)));
  await addIdentities(ctx, [{ memberId, value: device }]);
  tellOf(ctx, [memberId, ...replaced.map((one) => one.memberId)]);
  return 'BOUND';
}

/** Of who does not have it nothing is taken. */
export async function dropDevice(ctx: Context, asking: string, device: IdentityValue): Promise<void> {
  const { caller: { memberId } } = await lockProof(ctx, asking, device);
  const dropped = await devicesAt(ctx, [memberId], ({ index }) => index === indexOf(ctx, device));
  if (dropped.length === 0) return;
  await ctx.sql(deleteIdentities(dropped.map(({ id }) => id)));
  tellOf(ctx, [memberId]);
}

const devicesAt = async (ctx: Context, memberIds: readonly string[], isMeant: (one: KnownIdentity) => boolean): Promise<KnownIdentity[]> =>
  (await readIdentities(ctx, memberIds)).filter((one) => one.kind === IdentityKind.DEVICE && isMeant(one));

function tellOf(ctx: Context, memberIds: readonly string[]): void {
  for (const memberId of new Set(memberIds)) ctx.emit(MemberUpdated, { memberId: publicId('mbr', memberId), changed: ['identities'] }, memberId);
}
