import { type Context, InvalidInputError, InvalidTransitionError, newUuid, NotFoundError, Problems, ProgramState, readId, reject } from '@regulars/plugin-sdk';
import { activateVersion, endVersions, insertRule, insertVersion, lockRule, updateVersion, versionsOfRules } from '../data/earn-rule.statements';
import type { EarnRuleVersion } from './earn-rule';
import { ruleVersionOf } from './read-rules';
import { type EarnRuleContent, type EarnRuleDraft, readRule } from './read-rule';
import { RULE_PREFIX } from './rule-id';
import { say } from './texts';

/** Which version of which rule a mutation was about. */
export interface RuleRef {
  readonly ruleId: string;
  readonly version: number;
}

/** How a version stands at an instant. A version that is to be live later is live already: nothing more needs to be done. */
export function stateOf({ liveFrom, liveTo }: Pick<EarnRuleVersion, 'liveFrom' | 'liveTo'>, now: Date): ProgramState {
  if (liveFrom === null) return ProgramState.DRAFT;
  return liveTo !== null && liveTo <= now ? ProgramState.ENDED : ProgramState.LIVE;
}

function contentOf(ctx: Context, input: EarnRuleDraft): EarnRuleContent {
  const problems = new Problems();
  const content = readRule(input, 'input', problems, ctx.brand.currency);
  problems.throwIfAny();
  return content;
}

const valuesOf = (content: EarnRuleContent): unknown[] => [
  content.name, content.kind, content.points, content.amount, content.multiplierBp, content.basis, JSON.stringify(content.scope), content.tierCodes,
  content.priority, content.startsAt, content.endsAt,
];

export async function createRule(ctx: Context, input: EarnRuleDraft): Promise<RuleRef> {
  const content = contentOf(ctx, input);
  const ruleId = newUuid();
  const created = await ctx.sql(insertRule(ruleId, content.code));
  if (created.length === 0) reject(new InvalidInputError(say.codeTaken, 'input.code'));
  await ctx.sql(insertVersion(newUuid(), ruleId, 1, ...valuesOf(content)));
  return { ruleId, version: 1 };
}

/** The versions of a rule, the oldest first, under its lock. */
async function lockVersions(ctx: Context, id: string): Promise<readonly [EarnRuleVersion, ...EarnRuleVersion[]]> {
  const ruleId = readId(RULE_PREFIX, id);
  const rows = ruleId === null ? [] : (await Promise.all([ctx.sql(lockRule(ruleId)), ctx.sql(versionsOfRules([ruleId]))]))[1];
  const [first, ...others] = rows.map(ruleVersionOf);
  if (!first) reject(new NotFoundError(say.noRule, 'id', id));
  return [first, ...others];
}

/** Changes a draft in place; beside a live version it puts a new draft. */
export async function updateRule(ctx: Context, id: string, input: EarnRuleDraft): Promise<RuleRef> {
  const versions = await lockVersions(ctx, id);
  const content = contentOf(ctx, input);
  const newest = versions.at(-1) ?? versions[0];
  const { ruleId } = newest;
  if (content.code !== newest.code) reject(new InvalidInputError(say.codeStays, 'input.code'));
  const state = stateOf(newest, ctx.now);
  if (state === ProgramState.ENDED) reject(new InvalidTransitionError(say.hasEnded, state, ProgramState.DRAFT, 'id'));
  if (state === ProgramState.DRAFT) {
    await ctx.sql(updateVersion(newest.id, ...valuesOf(content)));
    return { ruleId, version: newest.version };
  }
  await ctx.sql(insertVersion(newUuid(), ruleId, newest.version + 1, ...valuesOf(content)));
  return { ruleId, version: newest.version + 1 };
}

/**
 * Makes the draft live from `at` on, and ends there what was live. Left out: now; for a rule's first version, its own
 * start when that has passed. `at` may lie in the past: orders placed since, and not accepted yet, earn by it.
 */
export async function activateRule(ctx: Context, id: string, at: Date | null): Promise<RuleRef> {
  const versions = await lockVersions(ctx, id);
  const draft = versions.at(-1) ?? versions[0];
  if (draft.liveFrom !== null) reject(new InvalidTransitionError(say.noDraft, stateOf(draft, ctx.now), ProgramState.LIVE, 'id'));
  const hasBegun = versions.length === 1 && draft.startsAt !== null && draft.startsAt < ctx.now;
  const from = at ?? (hasBegun ? draft.startsAt : null) ?? ctx.now;
  await Promise.all([ctx.sql(endVersions(draft.ruleId, from)), ctx.sql(activateVersion(draft.id, from))]);
  return { ruleId: draft.ruleId, version: draft.version };
}

/** Ends what is live, or to be live, at `at`. Orders that were accepted keep what they earned by it. */
export async function endRule(ctx: Context, id: string, at: Date | null): Promise<RuleRef> {
  const versions = await lockVersions(ctx, id);
  const live = versions.filter((version) => stateOf(version, ctx.now) === ProgramState.LIVE).at(-1);
  if (!live) reject(new InvalidTransitionError(say.notLive, stateOf(versions.at(-1) ?? versions[0], ctx.now), ProgramState.ENDED, 'id'));
  await ctx.sql(endVersions(live.ruleId, at ?? ctx.now));
  return { ruleId: live.ruleId, version: live.version };
}
