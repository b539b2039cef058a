import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { CARD_PREFIX } from '../domain/ids';
import { missionSteps } from './mission-steps';
import { cardById, stepsByCard } from './stamp-card.loaders';
import { MissionStep, StampCard } from './stamp-card.type';

function cardOf(event: MemberEvent, ctx: Context): Promise<StampCard | null> {
  const uuid = readId(CARD_PREFIX, event.data.cardId as string);
  return uuid === null ? Promise.resolve(null) : ctx.load(cardById, uuid);
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class StampAddedEvent extends MemberEvent {
  @Field(() => StampCard)
  card(@Ctx() ctx: Context): Promise<StampCard | null> {
    return cardOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'Once for a card.' })
export class StampCardNearlyFullEvent extends MemberEvent {
  @Field(() => StampCard)
  card(@Ctx() ctx: Context): Promise<StampCard | null> {
    return cardOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class StampCardCompletedEvent extends MemberEvent {
  @Field(() => StampCard)
  card(@Ctx() ctx: Context): Promise<StampCard | null> {
    return cardOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class StampCardExpiredEvent extends MemberEvent {
  @Field(() => StampCard)
  card(@Ctx() ctx: Context): Promise<StampCard | null> {
    return cardOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class MissionStepDoneEvent extends MemberEvent {
  @Field(() => StampCard)
  card(@Ctx() ctx: Context): Promise<StampCard | null> {
    return cardOf(this, ctx);
  }

  @Field(() => MissionStep, { description: 'As it stands now.' })
  async step(@Ctx() ctx: Context): Promise<MissionStep | null> {
    const card = await cardOf(this, ctx);
    if (!card) return null;
    const { step, stage } = this.data as { readonly step: string; readonly stage: number };
    const steps = await missionSteps(ctx, card.version, await ctx.load(stepsByCard, card.uuid));
    const gone = (): MissionStep => Object.assign(Object.create(MissionStep.prototype) as MissionStep, { step, stage, title: step, doneAt: null, orderUuid: null });
    return steps.find((one) => one.step === step) ?? gone();
  }
}
