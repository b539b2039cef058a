import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import { CHALLENGE_PREFIX, DRAW_PREFIX, GAME_PREFIX } from '../domain/ids';
import { challengeById } from './challenge.loaders';
import { LotteryChallenge } from './challenge.type';
import { drawById } from './draw.loaders';
import { LotteryDraw } from './draw.type';
import { gameById } from './game.loaders';
import { LotteryGame } from './game.type';

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class LotteryChancesGrantedEvent extends MemberEvent {
  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> {
    return ctx.load(gameById, readId(GAME_PREFIX, this.data.gameId as string) ?? '');
  }

  @Field(() => Int)
  chances(): number {
    return this.data.chances as number;
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: "A friend came by the member's share link, and joined or played." })
export class LotteryShareCountedEvent extends MemberEvent {
  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> {
    return ctx.load(gameById, readId(GAME_PREFIX, this.data.gameId as string) ?? '');
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class LotteryStageReachedEvent extends MemberEvent {
  @Field(() => LotteryChallenge, { nullable: true })
  challenge(@Ctx() ctx: Context): Promise<LotteryChallenge | null> {
    return ctx.load(challengeById, readId(CHALLENGE_PREFIX, this.data.challengeId as string) ?? '');
  }

  @Field(() => String, { description: 'Key of the stage.' })
  stage(): string {
    return this.data.stage as string;
  }

  @Field(() => Boolean)
  isLast(): boolean {
    return this.data.isLast as boolean;
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class LotteryRaffleWonEvent extends MemberEvent {
  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> {
    return ctx.load(gameById, readId(GAME_PREFIX, this.data.gameId as string) ?? '');
  }

  @Field(() => String, { description: 'Key of the prize.' })
  prize(): string {
    return this.data.prize as string;
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class LotteryDrawnEvent extends MemberEvent {
  @Field(() => LotteryDraw, { nullable: true })
  draw(@Ctx() ctx: Context): Promise<LotteryDraw | null> {
    return ctx.load(drawById, readId(DRAW_PREFIX, this.data.drawId as string) ?? '');
  }
}
