import type { MemberDataOwner } from '@regulars/member/contract';
import { type Context, idsIn, type JsonObject } from '@regulars/plugin-sdk';
import {
  abandonDoubled, eraseFreeAnswers, eraseTexts, moveResponses, responsesOf, returnResponses, uncountDoubled,
} from '../data/member-data.statements';
import { eraseInvitations, moveInvitations, returnInvitations } from '../data/invitation.statements';
import { answersOf } from '../data/response.statements';
import { stateAt } from './response-state';
import { openWords } from './sealed-words';
import { surveysOf, termsOf } from './survey';

/** What both have answered counts once, as the survivor did. Of who is erased there remains which options somebody chose. */
export const surveyMemberData: MemberDataOwner = {
  module: 'survey',
  async merge(ctx, { survivorId, loserId }) {
    const uncounted = await ctx.sql(uncountDoubled(survivorId, loserId));
    const abandoned = await ctx.sql(abandonDoubled(survivorId, loserId));
    const [responses, invitations] = await Promise.all([ctx.sql(moveResponses(survivorId, loserId)), ctx.sql(moveInvitations(survivorId, loserId))]);
    return { responses: idsIn(responses), uncounted: idsIn(uncounted), abandoned: idsIn(abandoned), invitations: idsIn(invitations) };
  },
  async unmerge(ctx, { loserId }, journal) {
    const { responses, uncounted, abandoned, invitations } = journal as unknown as Readonly<Record<'responses' | 'uncounted' | 'abandoned' | 'invitations', readonly string[]>>;
    await Promise.all([ctx.sql(returnResponses(loserId, responses, uncounted, abandoned)), ctx.sql(returnInvitations(loserId, invitations ?? []))]);
    return [];
  },
  export: exportResponses,
  async erase(ctx, memberId) {
    await Promise.all([ctx.sql(eraseFreeAnswers(memberId)), ctx.sql(eraseTexts(memberId)), ctx.sql(eraseInvitations(memberId))]);
  },
};

async function exportResponses(ctx: Context, memberId: string): Promise<JsonObject> {
  const rows = await ctx.sql(responsesOf(memberId));
  const [surveys, answers, words] = await Promise.all([surveysOf(ctx), ctx.sql(answersOf(idsIn(rows))), openWords(ctx, rows)]);
  const terms = await Promise.all(rows.map((row) => termsOf(ctx, row.survey_id, row.version)));
  return {
    responses: rows.map((row, index) => {
      const questions = terms[index]?.questions ?? [];
      const own = new Map(answers.filter(({ response_id }) => response_id === row.id).map(({ question, value }) => [question, value]));
      return {
        survey: surveys.find(({ id }) => id === row.survey_id)?.name ?? '', state: stateAt(row, ctx.now), startedAt: row.started_at.toISOString(), completedAt: row.completed_at?.toISOString() ?? null, tier: row.tier_code, outcome: row.outcome,
        answers: Object.fromEntries(questions.filter(({ code }) => own.has(code)).map(({ code }) => [code, words[index]?.[code] ?? own.get(code) ?? null])),
      };
    }),
  };
}
