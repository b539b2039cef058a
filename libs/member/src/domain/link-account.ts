import { type Context, InvalidInputError, publicId, reject } from '@regulars/plugin-sdk';
import { verifyIdentity } from '../data/sign-in.statements';
import { IdentityKind, MemberStatus } from '../enums';
import { IdentityTakenError } from '../errors';
import { IdentityVerified, MemberUpdated } from './events';
import { addIdentities, indexOf, type KnownIdentity, readIdentities } from './identities';
import { type IdentityValue, shownIdentity } from './identity-value';
import { lockProof, mergeProved } from './merge-proved';
import { holdPoints } from './phone-hold';
import { suggestProved } from './suggest-merges';
import { say } from './texts';

/**
 * Has a member sign in by an account, too, that an id token has just proved. Another member who has the account becomes
 * one with whoever asks, if that is safe; else the account stays with the other, and staff are told. Either way the
 * unit of work is to be committed. The same again changes nothing.
 */
export async function linkAccount(ctx: Context, asking: string, account: IdentityValue): Promise<IdentityTakenError | null> {
  const { caller, owner } = await lockProof(ctx, asking, account);
  if (caller.status !== MemberStatus.ACTIVE) reject(new InvalidInputError(say.notActive, 'idToken'));
  if (owner !== null && owner.memberId !== caller.memberId) {
    return (await mergeProved(ctx, { caller, owner }, account)) ? null : new IdentityTakenError(IdentityKind[account.kind], 'idToken');
  }
  await takeAccount(ctx, caller.memberId, account, owner !== null);
  return null;
}

/** What became of an account that its provider says is a member's. */
export type AccountBinding = 'BOUND' | 'IDENTITY_TAKEN' | 'OTHER_ACCOUNT' | 'NOT_ACTIVE';

/**
 * As `linkAccount`, where the provider says so by itself: nobody is there who could be asked, so two members are never
 * made one. Where another has the account, nothing changes, and the two are suggested to staff.
 */
export async function bindAccount(ctx: Context, asking: string, account: IdentityValue): Promise<AccountBinding> {
  const { caller, owner } = await lockProof(ctx, asking, account);
  if (caller.status !== MemberStatus.ACTIVE) return 'NOT_ACTIVE';
  if (owner !== null && owner.memberId !== caller.memberId) {
    await suggestProved(ctx, caller.memberId, owner.memberId);
    return 'IDENTITY_TAKEN';
  }
  if (owner === null && (await hasOther(ctx, caller.memberId, account))) return 'OTHER_ACCOUNT';
  await takeAccount(ctx, caller.memberId, account, owner !== null);
  return 'BOUND';
}

/** The member is locked. `isKnown`: it has the account, perhaps unproved. */
async function takeAccount(ctx: Context, memberId: string, account: IdentityValue, isKnown: boolean): Promise<void> {
  if (isKnown) {
    if ((await ctx.sql(verifyIdentity(memberId, account.kind, indexOf(ctx, account)))).length === 0) return;
  } else {
    if (await hasOther(ctx, memberId, account)) reject(new InvalidInputError(say.otherAccount, 'idToken'));
    await addIdentities(ctx, [{ memberId, value: account, verifiedAt: ctx.now }]);
    ctx.emit(MemberUpdated, { memberId: publicId('mbr', memberId), changed: ['identities'] }, memberId);
  }
  ctx.emit(IdentityVerified, { memberId: publicId('mbr', memberId), kind: account.kind }, memberId);
  // Whoever took the session over could come back by an account of their own.
  holdPoints(ctx, [memberId]);
}

const hasOther = async (ctx: Context, memberId: string, account: IdentityValue): Promise<boolean> =>
  (await readIdentities(ctx, [memberId])).some((identity) => isOfSameProvider(identity, account));

/** One signs in by one account of a provider: a second would be somebody else's. */
function isOfSameProvider({ kind, value }: KnownIdentity, account: IdentityValue): boolean {
  if (kind !== account.kind) return false;
  if (kind !== IdentityKind.EXTERNAL) return true;
  const [source] = JSON.parse(account.normalised) as [string];
  return value.startsWith(shownIdentity(kind, JSON.stringify([source, ''])));
}
