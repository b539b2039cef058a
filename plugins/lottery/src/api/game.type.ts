import { connectionOf, DateTimeScalar, DecimalScalar, Node, ProgramState, publicId, Reward } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { GameOdds, PrizeTerms } from '../data/game-terms';
import type { Game } from '../domain/game';
import { GAME_PREFIX } from '../domain/ids';
import { LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut } from './enums';

@ObjectType({ simpleResolvers: true })
export class LotteryRelease {
  @Field(() => DateTimeScalar)
  at: Date;

  @Field(() => Int)
  quantity: number;
}

@ObjectType({ simpleResolvers: true })
export class LotteryPrize {
  readonly terms: PrizeTerms;

  @Field(() => String)
  key: string;

  @Field(() => String)
  name: string;

  @Field(() => LotteryPrizeKind)
  kind: `${LotteryPrizeKind}`;

  @Field(() => Int, { description: 'Its share of `totalWeight`.' })
  weight: number;

  @Field(() => Int, { nullable: true })
  stock: number | null;

  @Field(() => Int, { nullable: true })
  dailyQuota: number | null;

  @Field(() => Int, { nullable: true })
  perMemberLimit: number | null;

  @Field(() => [LotteryRelease])
  releases: readonly LotteryRelease[];

  @Field(() => Reward, { nullable: true })
  reward?: Reward | null;

  @Field(() => DecimalScalar, { nullable: true, description: "In the brand's currency." })
  worth: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A share of the sum of all weights in its list.' })
export class LotteryShare {
  @Field(() => String, { description: 'Key of the prize.' })
  prize: string;

  @Field(() => Int)
  weight: number;
}

@ObjectType({ simpleResolvers: true, description: 'A version of the odds that was published, and the seed that is drawn by under it.' })
export class LotteryRound {
  @Field(() => Int)
  version: number;

  @Field(() => String, { description: 'SHA-256 of the seed, in hexadecimal: told before the first draw.' })
  commitment: string;

  @Field(() => String, { nullable: true, description: 'In hexadecimal; once nothing is drawn by it any more.' })
  seed: string | null;

  @Field(() => DateTimeScalar)
  publishedAt: Date;

  @Field(() => [LotteryShare], { description: 'As they were declared.' })
  odds: readonly LotteryShare[];
}

@ObjectType({ simpleResolvers: true })
export class LotteryChanceRule {
  @Field(() => LotteryOccasion)
  on: `${LotteryOccasion}`;

  @Field(() => Int)
  chances: number;

  @Field(() => DecimalScalar, { nullable: true })
  atLeast: string | null;

  @Field(() => [String], { nullable: true })
  storeCodes: readonly string[] | null;

  @Field(() => Int, { nullable: true, description: 'Of SHARE: so many friends count a business day.' })
  dailyLimit?: number | null;

  @Field(() => Int, { nullable: true, description: 'Of SHARE: so many friends count at all.' })
  memberLimit?: number | null;
}

@ObjectType({ simpleResolvers: true })
export class LotteryPrizeResult {
  @Field(() => String, { description: 'Key of the prize.' })
  prize: string;

  @Field(() => Int)
  drawn: number;

  @Field(() => Int, { nullable: true, description: 'Of the stock; null: it is not limited.' })
  left: number | null;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What can be won, how likely, and what gives chances. Its odds are frozen while it is live: a change is another version.' })
export class LotteryGame extends Node {
  readonly game: Game;

  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => ProgramState)
  state: Game['state'];

  @Field(() => Int, { description: 'Of its odds.' })
  version: number;

  @Field(() => LotteryForm)
  form: `${LotteryForm}`;

  @Field(() => Int)
  totalWeight: number;

  @Field(() => LotteryWhenOut)
  whenOut: `${LotteryWhenOut}`;

  @Field(() => String, { nullable: true })
  fallbackPrize: string | null;

  @Field(() => [LotteryPrize])
  prizes: readonly LotteryPrize[];

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  endsAt: Date | null;

  @Field(() => Int, { nullable: true })
  dailyLimit: number | null;

  @Field(() => Int, { nullable: true })
  memberLimit: number | null;

  @Field(() => [LotteryChanceRule])
  rules: readonly LotteryChanceRule[];

  @Field(() => Int, { nullable: true, description: 'What is physical is claimed within so many days.' })
  claimDays: number | null;

  @Field(() => Int, { description: 'Of RAFFLE.' })
  alternates: number;

  @Field(() => String, { nullable: true, description: 'The web address that share links lead to.' })
  shareTarget: string | null;
}

export const LotteryGameConnection = connectionOf(() => LotteryGame, 'LotteryGame');

export const prizeObject = (terms: PrizeTerms): LotteryPrize => {
  const { key, name, kind, weight, stock, dailyQuota, perMemberLimit, releases } = terms;
  return Object.assign(Object.create(LotteryPrize.prototype) as LotteryPrize, {
    terms, key, name, kind, weight, stock, dailyQuota, perMemberLimit, worth: terms.worth ?? null, releases: releases.map(({ at, quantity }) => ({ at: new Date(at), quantity })),
  });
};

export const declaredShares = ({ prizes }: GameOdds): LotteryShare[] => prizes.map(({ key, weight }) => ({ prize: key, weight }));

export function gameObject(game: Game): LotteryGame {
  const { form, totalWeight, whenOut, fallbackPrize, prizes } = game.odds;
  return Object.assign(Object.create(LotteryGame.prototype) as LotteryGame, {
    id: publicId(GAME_PREFIX, game.id), game, code: game.code, name: game.name, state: game.state, version: game.version, form, totalWeight, whenOut, fallbackPrize,
    prizes: prizes.map(prizeObject), startsAt: new Date(game.startsAt), endsAt: game.endsAt === null ? null : new Date(game.endsAt),
    dailyLimit: game.dailyLimit, memberLimit: game.memberLimit, rules: game.rules, claimDays: game.claimDays ?? null, alternates: game.alternates ?? 0, shareTarget: game.shareTarget ?? null,
  });
}
