import { type Context, type JsonObject, publicId } from '@regulars/plugin-sdk';
import { consentHistory } from '../data/consent.statements';
import { eraseChallenges, eraseIdentities, eraseProfile, mergeConsents, mergeProfile, moveIdentities, moveReceipts, receiptsOfMember } from '../data/member-data.statements';
import { membersByIds } from '../data/member.statements';
import { recruitmentsOfMembers } from '../data/recruitment.statements';
import type { MemberDataOwner } from './extension-points';
import { readIdentities } from './identities';
import { newMemberNumber } from './member-number';

/** What becomes of this module's own rows about a member. How a member came stays with the one who came. */
export const ownMemberData: MemberDataOwner = {
  module: 'member',

  async merge(ctx, { survivorId, loserId }) {
    for (const statement of [mergeProfile, mergeConsents, moveIdentities, moveReceipts]) await ctx.sql(statement(survivorId, loserId));
  },

  export: exportMember,

  async erase(ctx, memberId) {
    await ctx.sql(eraseChallenges(memberId));
    await ctx.sql(eraseIdentities(memberId));
    await ctx.sql(eraseProfile(memberId, newMemberNumber()));
  },
};

async function exportMember(ctx: Context, memberId: string): Promise<JsonObject> {
  const [[row], identities, consents, [recruitment], receipts] = await Promise.all([
    ctx.sql(membersByIds([memberId])),
    readIdentities(ctx, [memberId]),
    ctx.sql(consentHistory(memberId)),
    ctx.sql(recruitmentsOfMembers([memberId])),
    ctx.sql(receiptsOfMember(memberId)),
  ]);
  if (!row) return {};
  return {
    id: publicId('mbr', row.id), number: row.number, status: row.status, name: row.name, gender: row.gender, birthDate: row.birth_date,
    language: row.language, joinedAt: row.joined_at.toISOString(), tags: row.tags, attributes: row.attributes,
    identities: identities.map(({ kind, value, verifiedAt }) => ({ kind, value, verifiedAt: verifiedAt?.toISOString() ?? null })),
    consents: consents.map(({ purpose, channel, granted, at, source }) => ({ purpose, channel, granted, at: at.toISOString(), source })),
    recruitment: recruitment ? { channel: recruitment.channel, campaign: recruitment.campaign, at: recruitment.at.toISOString() } : null,
    rewards: receipts.map(({ kind, cause_module, given_at, state }) => ({ kind, from: cause_module, at: given_at.toISOString(), state })),
  };
}
