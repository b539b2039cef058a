import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import type { RuleRef } from '../domain/rules';
import { versionsOfRule } from './earn-rule.loader';
import { EarnRule, ruleObject } from './earn-rule.type';

@ObjectType({ simpleResolvers: true })
export class EarnRulePayload extends Payload implements Partial<RuleRef> {
  readonly ruleId?: string;
  readonly version?: number;

  @Field(() => EarnRule, { nullable: true })
  async rule(@Ctx() ctx: Context): Promise<EarnRule | null> {
    const versions = this.ruleId ? await ctx.load(versionsOfRule, this.ruleId) : [];
    const version = versions.find((each) => each.version === this.version);
    return version ? ruleObject(version, ctx) : null;
  }
}
