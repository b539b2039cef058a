import { Member, memberById } from '@regulars/member/contract';
import { connectionOf, type Context, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { ChanceRow } from '../data/chance.statements';
import type { DrawRow } from '../data/draw.statements';
import { CHANCE_PREFIX, DRAW_PREFIX } from '../domain/ids';
import { proofOf } from '../domain/proof';
import { LotteryChanceState, LotteryWithheld } from './enums';
import { gameById } from './game.loaders';
import { LotteryGame, LotteryPrize, LotteryShare } from './game.type';

@ObjectType({ simpleResolvers: true, description: 'Everything by which the draw can be done again: HMAC-SHA256(seed, "message:attempt"), its first 32 bits modulo the sum of the weights.' })
export class LotteryProof {
  @Field(() => Int, { description: 'Of the odds.' })
  version: number;

  @Field(() => String, { description: 'SHA-256 of the seed, in hexadecimal.' })
  commitment: string;

  @Field(() => String, { nullable: true, description: 'In hexadecimal; once nothing is drawn by it any more.' })
  seed: string | null;

  @Field(() => String, { description: 'Game, member, and the number of the chance.' })
  message: string;

  @Field(() => [LotteryShare], { description: 'As they were at that moment.' })
  odds: readonly LotteryShare[];

  @Field(() => Int, { description: 'How many numbers were passed over.' })
  attempt: number;

  @Field(() => Int)
  value: number;

  @Field(() => String, { description: 'Key of the prize.' })
  prize: string;
}

@ObjectType({ simpleResolvers: true })
export class LotteryVerdict {
  @Field(() => Boolean, { description: 'The seed is the one that was promised, and by it the draw comes out as it is recorded.' })
  isValid: boolean;

  @Field(() => LotteryProof)
  proof: LotteryProof;
}

@ObjectType({ implements: Node, simpleResolvers: true })
export class LotteryDraw extends Node {
  readonly row: DrawRow;

  @Field(() => DateTimeScalar)
  drawnAt: Date;

  @Field(() => LotteryPrize, { nullable: true })
  prize?: LotteryPrize | null;

  @Field(() => LotteryWithheld, { nullable: true, description: "Why the prize's reward was not given." })
  withheld: `${LotteryWithheld}` | null;

  @Field(() => [LotteryPrize], { description: 'Of PICK_ONE_OF_FOUR: what lies under each card.' })
  cards?: LotteryPrize[];

  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> {
    return ctx.load(gameById, this.row.game_id);
  }

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.row.member_id);
  }

  @Field(() => LotteryProof)
  proof(@Ctx() ctx: Context): Promise<LotteryProof> {
    return proofOf(ctx, this.row);
  }
}

@ObjectType({ implements: Node, simpleResolvers: true })
export class LotteryChance extends Node {
  readonly row: ChanceRow;

  @Field(() => LotteryChanceState)
  state: ChanceRow['state'];

  @Field(() => String, { description: 'ORDER, VISIT, JOIN, POINTS_SPENT, SHARE, REWARD or STAFF.' })
  cause: string;

  @Field(() => DateTimeScalar)
  grantedAt: Date;

  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> {
    return ctx.load(gameById, this.row.game_id);
  }
}

export const LotteryDrawConnection = connectionOf(() => LotteryDraw, 'LotteryDraw');
export const LotteryChanceConnection = connectionOf(() => LotteryChance, 'LotteryChance');

export const drawObject = (row: DrawRow): LotteryDraw =>
  Object.assign(Object.create(LotteryDraw.prototype) as LotteryDraw, { id: publicId(DRAW_PREFIX, row.id), row, drawnAt: row.drawn_at, withheld: row.withheld });

export const chanceObject = (row: ChanceRow): LotteryChance =>
  Object.assign(Object.create(LotteryChance.prototype) as LotteryChance, { id: publicId(CHANCE_PREFIX, row.id), row, state: row.state, cause: row.cause, grantedAt: row.granted_at });
