import { describeReward } from '@regulars/member/contract';
import { Order, orderById } from '@regulars/order/contract';
import { type Context, textIn } from '@regulars/plugin-sdk';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { reasonOf } from '../domain/act-reasons';
import { LATEST_FIRST, reasonOfStamp, stampsOfCard, stepsByCard } from './stamp-card.loaders';
import { StampCardProgram, StampCardReward } from './stamp-card-program.type';
import { MissionStep, StampCard, StampEntry, StampEntryConnection } from './stamp-card.type';
import { missionSteps } from './mission-steps';

@Resolver(() => StampCard)
export class StampCardResolver {
  @FieldResolver(() => [MissionStep], { description: 'Of a mission; in the order in which they are to be done.' })
  async steps(@Root() card: StampCard, @Ctx() ctx: Context): Promise<MissionStep[]> {
    return card.program.program.kind === 'MISSION' ? missionSteps(ctx, card.version, await ctx.load(stepsByCard, card.uuid)) : [];
  }

  @FieldResolver(() => StampEntryConnection, { description: 'The latest first.' })
  entries(@Root() card: StampCard, @Ctx() ctx: Context, @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number | null, @Arg('after', () => String, { nullable: true }) after: string | null): Promise<object> {
    return ctx.load(stampsOfCard, { parent: card.uuid, orderBy: LATEST_FIRST, page: { first, after } });
  }
}

@Resolver(() => MissionStep)
export class MissionStepResolver {
  @FieldResolver(() => Order, { nullable: true, description: 'The order that did it, if one did.' })
  order(@Root() { orderUuid }: MissionStep, @Ctx() ctx: Context): Promise<Order | null> | null {
    return orderUuid === null ? null : ctx.load(orderById, orderUuid);
  }
}

@Resolver(() => StampEntry)
export class StampEntryResolver {
  @FieldResolver(() => String, { description: 'What staff said, to staff; else what it was.' })
  async reason(@Root() { row }: StampEntry, @Ctx() ctx: Context): Promise<string> {
    const said = ctx.audience === 'staff' && row.reason_sealed !== null ? await ctx.load(reasonOfStamp, row) : null;
    return said ?? textIn(reasonOf(row.kind), ctx.language);
  }

  @FieldResolver(() => Order, { nullable: true })
  order(@Root() { row }: StampEntry, @Ctx() ctx: Context): Promise<Order | null> | null {
    return row.order_id === null ? null : ctx.load(orderById, row.order_id);
  }
}

@Resolver(() => StampCardProgram)
export class StampCardRewardsResolver {
  @FieldResolver(() => [StampCardReward])
  rewards(@Root() { program }: StampCardProgram, @Ctx() ctx: Context): StampCardReward[] {
    return program.rewards.map(({ at, reward }) => ({ at, reward: describeReward(ctx, reward) }));
  }
}
