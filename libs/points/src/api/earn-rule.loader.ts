import { defineLoader, manyForEach } from '@regulars/plugin-sdk';
import { versionsOfRules } from '../data/earn-rule.statements';
import { type EarnRuleVersion, isLiveAt } from '../domain/earn-rule';
import { ruleVersionOf } from '../domain/read-rules';
import { type EarnRule, ruleObject } from './earn-rule.type';

/** The versions of a rule by its uuid, the oldest first. */
export const versionsOfRule = defineLoader<string, readonly EarnRuleVersion[]>(async (ctx, ids) =>
  manyForEach(ids, (await ctx.sql(versionsOfRules(ids))).map(ruleVersionOf), (version) => version.ruleId));

/** A rule as it is live, else as its newest version words it; null where there is none. */
export const ruleById = defineLoader<string, EarnRule | null>(async (ctx, ids) => {
  const rules = await Promise.all(ids.map((id) => ctx.load(versionsOfRule, id)));
  return rules.map((versions) => {
    const shown = versions.find((version) => isLiveAt(version, ctx.now)) ?? versions.at(-1);
    return shown ? ruleObject(shown, ctx) : null;
  });
});
