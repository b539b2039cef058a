import { type Context, DateTimeScalar, ProgramState } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { presentRules } from '../data/earn-rule.statements';
import { ruleVersionOf } from '../domain/read-rules';
import { activateRule, createRule, endRule, type RuleRef, updateRule } from '../domain/rules';
import { permissions } from '../permissions';
import { EarnRuleInput } from './earn-rule.inputs';
import { EarnRulePayload } from './earn-rule.payloads';
import { EarnRule, ruleObject } from './earn-rule.type';

const MOST = 100;

@Resolver()
export class EarnRuleResolver {
  @Authorized(permissions.read)
  @Query(() => [EarnRule], { description: 'What is live, drafts, and rules that have ended; at most 100, by priority.' })
  async earnRules(@Ctx() ctx: Context, @Arg('states', () => [ProgramState], { nullable: true }) states?: ProgramState[]): Promise<readonly EarnRule[]> {
    const rules = (await ctx.sql(presentRules())).map((row) => ruleObject(ruleVersionOf(row), ctx));
    return rules.filter((rule) => !states || states.includes(rule.state)).slice(0, MOST);
  }

  @Authorized(permissions.configure)
  @Mutation(() => EarnRulePayload, { description: 'A draft; an order earns under the versions that were live at its placedAt.' })
  earnRuleCreate(@Arg('input', () => EarnRuleInput) input: EarnRuleInput, @Ctx() ctx: Context): Promise<RuleRef> {
    return createRule(ctx, input);
  }

  @Authorized(permissions.configure)
  @Mutation(() => EarnRulePayload, { description: 'Of a live rule: a new draft version beside it.' })
  earnRuleUpdate(@Arg('id', () => ID) id: string, @Arg('input', () => EarnRuleInput) input: EarnRuleInput, @Ctx() ctx: Context): Promise<RuleRef> {
    return updateRule(ctx, id, input);
  }

  @Authorized(permissions.configure)
  @Mutation(() => EarnRulePayload, {
    description: "Makes the draft live from `at` on, and ends there the version that was live. Left out: now, or for a rule's first version its startsAt when that has passed. Orders accepted before keep what they earned.",
  })
  earnRuleActivate(
    @Arg('id', () => ID) id: string,
    @Ctx() ctx: Context,
    @Arg('at', () => DateTimeScalar, { nullable: true }) at?: Date,
  ): Promise<RuleRef> {
    return activateRule(ctx, id, at ?? null);
  }

  @Authorized(permissions.configure)
  @Mutation(() => EarnRulePayload, { description: 'Orders placed from `at` on (left out: now) do not earn by it. Orders accepted before keep what they earned.' })
  earnRuleEnd(@Arg('id', () => ID) id: string, @Ctx() ctx: Context, @Arg('at', () => DateTimeScalar, { nullable: true }) at?: Date): Promise<RuleRef> {
    return endRule(ctx, id, at ?? null);
  }
}
