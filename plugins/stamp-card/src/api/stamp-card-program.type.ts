import { DateTimeScalar, DecimalScalar, type Json, JsonScalar, Node, ProgramState, publicId, Reward } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { StampRuleTerms } from '../data/program-terms';
import { PROGRAM_PREFIX } from '../domain/ids';
import { nearlyFullAt, type Program } from '../domain/program';
import { MissionStepOrder, StampCardKind, StampRuleKind, StampSurplus } from './enums';

const RULE = 'One way to earn stamps. VISIT: one per business day; PER_AMOUNT: `stamps` per `amount` spent; PER_ITEM: per item of sku or category; ' +
  'TASK: one mission step, done once, by order at a store of `storeCodes`, of an item, or by an event.';

@ObjectType({ simpleResolvers: true, description: RULE })
export class StampRule {
  @Field(() => StampRuleKind)
  kind: StampRuleTerms['kind'];

  @Field(() => Int)
  stamps: number;

  @Field(() => DecimalScalar, { nullable: true })
  amount?: string | null;

  @Field(() => [String], { nullable: true })
  sku?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  category?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  storeCodes?: readonly string[] | null;

  @Field(() => String, { nullable: true })
  event?: string | null;

  @Field(() => String, { nullable: true })
  step?: string | null;

  @Field(() => Int, { nullable: true, description: 'Steps of stage n count once stage n - 1 is done.' })
  stage?: number | null;

  @Field(() => JsonScalar, { nullable: true, description: 'What an order must fulfil besides, as it was given; null: nothing.' })
  conditions?: Json;
}

@ObjectType({ simpleResolvers: true, description: 'Given when the card reaches `at` stamps; `reward` is any reward kind with its spec.' })
export class StampCardReward {
  @Field(() => Int)
  at: number;

  @Field(() => Reward)
  reward: Reward;
}

@ObjectType({ simpleResolvers: true, description: 'Cards of all versions.' })
export class StampCardStats {
  @Field(() => Int, { description: 'Cards with at least one stamp.' })
  opened: number;

  @Field(() => Int)
  completed: number;

  @Field(() => Int)
  expired: number;

  @Field(() => Int)
  stamps: number;

  @Field(() => Int, { description: 'Those taken back again are not in it.' })
  rewardsGiven: number;
}

@ObjectType({ implements: Node, simpleResolvers: true })
export class StampCardProgram extends Node {
  readonly program: Program;

  @Field(() => String)
  name: string;

  @Field(() => StampCardKind)
  kind: StampCardKind;

  @Field(() => ProgramState)
  state: Program['state'];

  @Field(() => Int)
  version: number;

  @Field(() => Int, { description: 'Stamps on a full card, 1 to 200.' })
  slots: number;

  @Field(() => [StampRule])
  rules: readonly StampRule[];

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  endsAt: Date | null;

  @Field(() => Int, { nullable: true, description: 'Business days a card lives after that of its first stamp; null: until endsAt.' })
  validForDays: number | null;

  @Field(() => Int, { nullable: true, description: 'Most stamps that orders give a member in a business day: the earliest orders have them.' })
  dailyLimit: number | null;

  @Field(() => Int, { nullable: true, description: 'Between two orders that stamp.' })
  minIntervalMinutes: number | null;

  @Field(() => String, { nullable: true, description: 'Programs of one group never stamp the same order twice: the higher priority wins, then the earlier end.' })
  exclusiveGroup: string | null;

  @Field(() => Int)
  priority: number;

  @Field(() => StampSurplus)
  surplus: StampSurplus;

  @Field(() => Boolean, { description: 'Is a card that is full or over followed by another?' })
  reopens: boolean;

  @Field(() => MissionStepOrder)
  stepOrder: MissionStepOrder;

  @Field(() => Int, { description: 'Notice when this many stamps are missing.' })
  nearlyFullAt: number;
}

export const programObject = (program: Program): StampCardProgram =>
  Object.assign(Object.create(StampCardProgram.prototype) as StampCardProgram, {
    id: publicId(PROGRAM_PREFIX, program.id), program, name: program.name, kind: program.kind as StampCardKind, state: program.state, version: program.version,
    slots: program.slots, rules: program.rules as readonly StampRule[], startsAt: program.startsAt, endsAt: program.endsAt, validForDays: program.validForDays,
    dailyLimit: program.dailyLimit, minIntervalMinutes: program.minIntervalMinutes, exclusiveGroup: program.exclusiveGroup, priority: program.priority,
    surplus: program.surplus as StampSurplus, reopens: program.reopens, stepOrder: program.stepOrder as MissionStepOrder, nearlyFullAt: Math.max(0, nearlyFullAt(program)),
  });
