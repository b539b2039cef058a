import type { RewardSpec } from '@regulars/member/contract';
import type { Json, JsonObject } from '@regulars/plugin-sdk';
import type { AnswerRuleTerms, OutcomeTerms, SurveyTerms } from '../data/survey-terms';
import type { Answers } from './answers';
import { holds } from './conditions';

/** What answers say of a member. */
export interface MemberEffects {
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly attributes: JsonObject;
}

/** Rules in their order: a later one has the last word. What the outcome adds comes behind them. */
export function memberEffects(rules: readonly AnswerRuleTerms[], outcome: Pick<OutcomeTerms, 'tags'> | null, answers: Answers): MemberEffects {
  const tags = new Map<string, boolean>();
  const attributes: Record<string, Json> = {};
  for (const { when, addTags, removeTags, attributes: named } of rules) {
    if (when !== null && !holds(when, answers)) continue;
    for (const tag of removeTags) tags.set(tag, false);
    for (const tag of addTags) tags.set(tag, true);
    for (const { name, value, question } of named) {
      const found = question === null ? value : (answers.get(question) as Json | undefined);
      if (found !== undefined) attributes[name] = found;
    }
  }
  for (const tag of outcome?.tags ?? []) tags.set(tag, true);
  const tagsThat = (isAdded: boolean): string[] => [...tags].filter(([, added]) => added === isAdded).map(([tag]) => tag);
  return { addTags: tagsThat(true), removeTags: tagsThat(false), attributes };
}

/** What whoever completes it is given, those of the outcome last. */
export const rewardsOf = ({ rewards }: Pick<SurveyTerms, 'rewards'>, outcome: Pick<OutcomeTerms, 'rewards'> | null): readonly RewardSpec[] => [...rewards, ...(outcome?.rewards ?? [])];
