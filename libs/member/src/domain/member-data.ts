import { type Context, type JsonObject, publicId, Sessions } from '@regulars/plugin-sdk';
import { consentHistory } from '../data/consent.statements';
import { dataRequestsOf, moveRequests, returnRequests } from '../data/data-request.statements';
import { eventsForExport } from '../data/export.statements';
import { eraseChallenges, eraseIdentities, eraseProfile, keepFormerPhones, receiptsOfMember } from '../data/member-data.statements';
import { membersByIds } from '../data/member.statements';
import { absorbedBy } from '../data/merge-operation.statements';
import { IdentityKind } from '../enums';
import { replaceMatchKeys, takeMatchKeys, type TakenKey } from '../data/merge-suggestion.statements';
import {
  mergeConsents, mergeProfile, type MovedIdentity, moveIdentities, moveReceipts, pointBack, pointToSurvivor, profileOf, type ProfileRow, restoreProfile,
  type RestrictedConsent, returnConsents, returnIdentities, returnReceipts, statusOf,
} from '../data/merge.statements';
import { recruitmentsOfMembers } from '../data/recruitment.statements';
import type { MemberDataOwner, MergedPair, MergeRemainder } from './extension-points';
import { forgetEraseCode } from './erase-code';
import { readIdentities, sealAsOwn } from './identities';
import { newMemberNumber } from './member-number';
import { withoutMerge } from './merge-profile';
import { holdMergedPoints } from './phone-hold';

/** What undoing the merge of this module's rows takes. The loser's own row stays as it was, and is no one's to change. */
export interface MergeJournal {
  readonly status: string;
  readonly absorbed: readonly string[];
  readonly before: ProfileRow;
  readonly after: ProfileRow;
  readonly identities: readonly MovedIdentity[];
  readonly consents: readonly RestrictedConsent[];
  readonly receipts: readonly string[];
  /** These two are absent in the first journals. */
  readonly keys?: readonly TakenKey[];
  readonly requests?: readonly string[];
}

/** What becomes of this module's own rows about a member. How a member came stays with the one who came. */
export const ownMemberData: MemberDataOwner = {
  module: 'member',
  merge: mergeMember,
  unmerge: unmergeMember,
  export: exportMember,

  async erase(ctx, memberId) {
    await ctx.sql(takeMatchKeys(memberId));
    await ctx.sql(eraseChallenges(memberId));
    await forgetEraseCode(ctx, memberId);
    await ctx.sql(keepFormerPhones(memberId));
    await ctx.sql(eraseIdentities(memberId));
    await ctx.sql(eraseProfile(memberId, newMemberNumber()));
  },
};

async function mergeMember(ctx: Context, { survivorId, loserId }: MergedPair): Promise<JsonObject> {
  const [[before], [loser]] = await Promise.all([ctx.sql(profileOf(survivorId)), ctx.sql(statusOf(loserId))]);
  const [[after], consents, identities, receipts, absorbed, requests, keys] = await Promise.all([
    ctx.sql(mergeProfile(survivorId, loserId)), ctx.sql(mergeConsents(survivorId, loserId)), ctx.sql(moveIdentities(survivorId, loserId)),
    ctx.sql(moveReceipts(survivorId, loserId)), ctx.sql(pointToSurvivor(survivorId, loserId)),
    ctx.sql(moveRequests(survivorId, loserId)), ctx.sql(takeMatchKeys(loserId)), ctx.use(Sessions).endAll({ id: loserId, accountId: null }),
  ]);
  if (!before || !after || !loser) throw new Error('A member who is locked is not there');
  // Behind what the journal says of the profile: undoing the merge does not end the hold.
  holdMergedPoints(ctx, survivorId);
  // A code that erases was asked for by one member alone: it does not erase what the other brings.
  await Promise.all([forgetEraseCode(ctx, survivorId), forgetEraseCode(ctx, loserId)]);
  const journal: MergeJournal = { status: loser.status, absorbed: absorbed.map(({ id }) => id), before, after, identities, consents, receipts: receipts.map(({ id }) => id), requests: requests.map(({ id }) => id), keys };
  return journal as unknown as JsonObject;
}

async function unmergeMember(ctx: Context, { survivorId, loserId }: MergedPair, written: JsonObject): Promise<readonly MergeRemainder[]> {
  const journal = written as unknown as MergeJournal;
  const [now] = await ctx.sql(profileOf(survivorId));
  if (!now) throw new Error('A member who is locked is not there');
  const [returned, [consents]] = await Promise.all([
    ctx.sql(returnIdentities(survivorId, loserId, JSON.stringify(journal.identities))),
    ctx.sql(returnConsents(survivorId, JSON.stringify(journal.consents))),
    ctx.sql(returnReceipts(survivorId, loserId, journal.receipts)),
    ctx.sql(pointBack(loserId, journal.status, journal.absorbed)),
    ctx.sql(replaceMatchKeys([loserId], JSON.stringify(journal.keys ?? []))),
    ctx.sql(returnRequests(loserId, journal.requests ?? [])),
    // Who signed in by what goes back to the loser is not the survivor any more.
    ctx.use(Sessions).endAll({ id: survivorId, accountId: null }),
  ]);
  await sealAsOwn(ctx, loserId);
  await ctx.sql(restoreProfile(JSON.stringify(withoutMerge(journal.before, journal.after, now))));
  return [
    { what: 'IDENTITIES_GIVEN_UP_SINCE', count: journal.identities.length - returned.length },
    { what: 'CONSENTS_ANSWERED_SINCE', count: consents?.answered ?? 0 },
  ];
}

async function exportMember(ctx: Context, memberId: string): Promise<JsonObject> {
  const absorbed = (await ctx.sql(absorbedBy(memberId))).map(({ id }) => id);
  const ids = [memberId, ...absorbed];
  const [rows, identities, consents, recruitments, receipts, requests, events] = await Promise.all([
    ctx.sql(membersByIds(ids)),
    readIdentities(ctx, ids),
    ctx.sql(consentHistory(ids)),
    ctx.sql(recruitmentsOfMembers(ids)),
    ctx.sql(receiptsOfMember(memberId)),
    ctx.sql(dataRequestsOf([memberId])),
    ctx.sql(eventsForExport(ids)),
  ]);
  const profiles = rows.map((row) => ({
    id: publicId('mbr', row.id), number: row.number, status: row.status, name: row.name, gender: row.gender, birthDate: row.birth_date,
    language: row.language, joinedAt: row.joined_at.toISOString(), tags: row.tags, attributes: row.attributes,
  }));
  const own = profiles.find(({ id }) => id === publicId('mbr', memberId));
  if (!own) return {};
  const [recruitment] = recruitments.filter(({ member_id }) => member_id === memberId);
  return {
    ...own,
    mergedMembers: profiles.filter((profile) => profile !== own),
    // Elsewhere the keys of a browser are shown to nobody; this is all there is.
    identities: identities.map(({ kind, value, kept, verifiedAt }) => ({ kind, value: kind === IdentityKind.DEVICE ? kept : value, verifiedAt: verifiedAt?.toISOString() ?? null })),
    consents: consents.map(({ purpose, channel, granted, at, source }) => ({ purpose, channel, granted, at: at.toISOString(), source })),
    recruitment: recruitment ? { channel: recruitment.channel, campaign: recruitment.campaign, at: recruitment.at.toISOString() } : null,
    rewards: receipts.map(({ kind, cause_module, given_at, state }) => ({ kind, from: cause_module, at: given_at.toISOString(), state })),
    requests: requests.map(({ kind, state, received_at, due_at, answered_at, answer }) => ({
      kind, state, receivedAt: received_at.toISOString(), dueAt: due_at.toISOString(), answeredAt: answered_at?.toISOString() ?? null, answer,
    })),
    events: events.map(({ name, at, payload }) => ({ type: name, at: at.toISOString(), data: payload })),
  };
}
