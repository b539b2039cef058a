import { type Context, NotFoundError, publicId, reject, Sessions, type SessionTokens } from '@regulars/plugin-sdk';
import { comeBack } from '../data/member-life.statements';
import { lockMembers, membersByIds } from '../data/member.statements';
import { verifyIdentity } from '../data/sign-in.statements';
import { type Gender, MemberStatus } from '../enums';
import type { ConsentAnswer } from './consents';
import { IdentityVerified, MemberRejoined } from './events';
import { keyOfValue } from './identities';
import type { IdentityValue } from './identity-value';
import { joinSelf } from './join-self';
import { readSelf } from './read-self';
import { recordConsents } from './set-consents';
import { say } from './texts';
import { changeMember, type UpdateInput } from './update-member';

/** What somebody says who becomes a member on their own. */
export interface SelfJoinInput {
  readonly name?: string | null;
  readonly gender?: Gender | null;
  readonly birthDate?: string | null;
  readonly language?: string | null;
  readonly recruitmentLink?: string | null;
  readonly consents?: readonly ConsentAnswer[] | null;
}

export interface SignedIn extends SessionTokens {
  readonly created: boolean;
}

/**
 * Opens a session for the member who holds what was just proved. Where there is no member, or one who left, `join`
 * makes one; without it the proof stays unused.
 */
export async function signIn(ctx: Context, proof: IdentityValue, join: SelfJoinInput | null): Promise<SignedIn> {
  const { memberId, created } = await holderOf(ctx, proof, join);
  const tokens = await ctx.use(Sessions).open({ kind: 'member', id: memberId, brandId: ctx.brand.id, accountId: null });
  return { ...tokens, created };
}

interface Holder {
  readonly memberId: string;
  readonly created: boolean;
}

const SIGNS_IN: ReadonlySet<string> = new Set([MemberStatus.ACTIVE, MemberStatus.FROZEN]);

async function holderOf(ctx: Context, proof: IdentityValue, join: SelfJoinInput | null): Promise<Holder> {
  const key = keyOfValue(ctx, proof);
  const [row] = await ctx.sql(lockMembers(JSON.stringify([key]), []));
  const memberId = row?.member_id ?? null;
  const isGone = memberId !== null && !SIGNS_IN.has(row?.status ?? '');
  if ((memberId === null || isGone) && join === null) reject(new NotFoundError(say.noMembership, 'join'));
  if (memberId === null) return { memberId: await joinSelf(ctx, proof, join ?? {}), created: true };

  const isClaimed = (await ctx.sql(verifyIdentity(memberId, key.kind, key.value))).length > 0;
  if (isClaimed) ctx.emit(IdentityVerified, { memberId: publicId('mbr', memberId), kind: key.kind }, memberId);
  if (isGone) await rejoin(ctx, memberId);
  // Of who is a member already nothing changes; who takes a membership over, or comes back, is heard.
  if (join !== null && (isClaimed || isGone)) await hear(ctx, memberId, join);
  return { memberId, created: false };
}

async function rejoin(ctx: Context, memberId: string): Promise<void> {
  const back = await ctx.sql(comeBack(memberId));
  if (back.length === 0) reject(new NotFoundError(say.noMembership, 'join'));
  ctx.emit(MemberRejoined, { memberId: publicId('mbr', memberId) }, memberId);
}

/** Takes the answers, and of the rest what was not known yet. */
async function hear(ctx: Context, memberId: string, join: SelfJoinInput): Promise<void> {
  const [{ consents }, [known]] = await Promise.all([readSelf(ctx, join), ctx.sql(membersByIds([memberId]))]);
  const news: UpdateInput = {
    ...(join.name != null && known?.name === null && { name: join.name }),
    ...(join.gender != null && known?.gender === 'UNKNOWN' && { gender: join.gender }),
    ...(join.birthDate != null && known?.birth_date === null && { birthDate: join.birthDate }),
    ...(join.language != null && known?.language === null && { language: join.language }),
  };
  if (Object.keys(news).length > 0) await changeMember(ctx, memberId, news, { at: 'join' });
  await recordConsents(ctx, memberId, consents, 'MEMBER');
}
