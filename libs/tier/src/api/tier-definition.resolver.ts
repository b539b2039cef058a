import { describeReward } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { ruleObject, TierGift, TierRule } from './tier-program.type';
import { Tier } from './tier.type';

/** How a tier is defined: for staff. */
@Resolver(() => Tier)
export class TierDefinitionResolver {
  @FieldResolver(() => TierRule, { nullable: true })
  upgradeWhen(@Root() { definition }: Tier, @Ctx() ctx: Context): TierRule | null {
    return ruleObject(definition.upgradeWhen, ctx.brand.currency);
  }

  @FieldResolver(() => TierRule, { nullable: true, description: 'Null: what `upgradeWhen` says.' })
  renewWhen(@Root() { definition }: Tier, @Ctx() ctx: Context): TierRule | null {
    return ruleObject(definition.renewWhen, ctx.brand.currency);
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Null: for ever, judged again by the rolling window.' })
  validMonths(@Root() { definition }: Tier): number | null {
    return definition.validMonths;
  }

  @FieldResolver(() => Boolean)
  hidden(@Root() { definition }: Tier): boolean {
    return definition.hidden;
  }

  @FieldResolver(() => Int, { description: '15000 is x1.5.' })
  multiplierBp(@Root() { definition }: Tier): number {
    return definition.multiplierBp;
  }

  @FieldResolver(() => [TierGift])
  gifts(@Root() { definition }: Tier, @Ctx() ctx: Context): TierGift[] {
    return definition.gifts.map(({ on, reward }) => ({ on, reward: describeReward(ctx, reward) }));
  }
}
