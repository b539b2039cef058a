import { type Context, type JsonObject, MemberKeys, publicId } from '@regulars/plugin-sdk';
import { enrolMembers } from '../data/enrol.statements';
import { freeNumbers } from '../data/member.statements';
import type { Gender } from '../enums';
import { type ConsentAnswer, consentRows, type ConsentSource } from './consents';
import { MemberJoined } from './events';
import { sealIdentity } from './identities';
import type { IdentityValue } from './identity-value';
import { newMemberNumber } from './member-number';

export interface NewRecruitment {
  readonly channel: string;
  readonly campaign: string | null;
  readonly storeId: string | null;
  readonly firstLinkId: string | null;
  readonly lastLinkId: string | null;
}

/** A member about to be: everything read and checked, every identity free. */
export interface NewMember {
  readonly id: string;
  readonly number: string;
  readonly name: string | null;
  readonly gender: `${Gender}`;
  readonly birthDate: string | null;
  readonly language: string | null;
  readonly joinedAt: Date;
  readonly joinStoreId: string | null;
  readonly tags: readonly string[];
  readonly attributes: JsonObject;
  /** `verifiedAt`: the member has just proved to hold it. */
  readonly identities: readonly { readonly value: IdentityValue; readonly index: string; readonly verifiedAt?: Date }[];
  readonly consents: readonly ConsentAnswer[];
  readonly recruitment: NewRecruitment | null;
}

/** Numbers nobody has, at least `count`. */
export async function takeNumbers(ctx: Context, count: number): Promise<string[]> {
  const candidates = Array.from({ length: count + Math.ceil(count / 10) + 2 }, newMemberNumber);
  return (await ctx.sql(freeNumbers(candidates))).map((row) => row.number);
}

const byIndex = (a: { value_index: string }, b: { value_index: string }): number => (a.value_index < b.value_index ? -1 : 1);

/**
 * Writes new members and says so. Should somebody have taken one of their identities or numbers since they were
 * looked up, the whole unit of work runs again and finds that out in the regular way.
 */
export async function enrol(ctx: Context, members: readonly NewMember[], source: ConsentSource): Promise<void> {
  if (members.length === 0) return;
  // In order of their index, so that two batches with the same identities never wait for each other.
  ctx.use(MemberKeys).create(members.map(({ id }) => id));
  const identities = members.flatMap(({ id, identities: theirs }) => theirs.map((identity) => sealIdentity(ctx, { ...identity, memberId: id }))).sort(byIndex);
  const consents = members.flatMap((member) => consentRows(member.id, member.consents, source));
  const recruitments = members.flatMap((member) => (member.recruitment ? [recruitmentRow(member.id, member.recruitment)] : []));
  const statement = enrolMembers(JSON.stringify(members.map(memberRow)), JSON.stringify(identities), JSON.stringify(consents), JSON.stringify(recruitments));
  const [written] = await ctx.sql(statement);
  if (written?.members !== members.length || written.identities !== identities.length) ctx.restart('A new member\'s identity was taken meanwhile');
  for (const member of members) ctx.emit(MemberJoined, joined(member), member.id);
}

const joined = (member: NewMember) => ({
  memberId: publicId('mbr', member.id),
  channel: member.recruitment?.channel ?? null,
  storeId: member.joinStoreId === null ? null : publicId('str', member.joinStoreId),
});

const memberRow = (member: NewMember): object => ({
  id: member.id, number: member.number, name: member.name, gender: member.gender, birth_date: member.birthDate,
  language: member.language, joined_at: member.joinedAt, join_store_id: member.joinStoreId, tags: member.tags, attributes: member.attributes,
});

const recruitmentRow = (memberId: string, recruitment: NewRecruitment): object => ({
  member_id: memberId, channel: recruitment.channel, campaign: recruitment.campaign, store_id: recruitment.storeId,
  first_link_id: recruitment.firstLinkId, last_link_id: recruitment.lastLinkId,
});
