import { connectionOf, DateTimeScalar, DecimalScalar, Node, ProgramState, publicId, Reward } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { ReferralRule as RuleTerms } from '../data/program-terms';
import { PROGRAM_PREFIX } from '../domain/ids';
import type { Program } from '../domain/program';
import { ReferralOccasion, ReferralSide } from './enums';

@ObjectType({ simpleResolvers: true })
export class ReferralShare {
  @Field(() => Int, { description: 'Of the net, in hundredths of a per cent.' })
  bp: number;

  @Field(() => String, { description: "Which field of the reward's spec says how many." })
  field: string;

  @Field(() => DecimalScalar, { description: "What one of it is worth, in the brand's currency." })
  unit: string;
}

@ObjectType({ simpleResolvers: true })
export class ReferralRule {
  readonly terms: RuleTerms;

  @Field(() => String)
  key: string;

  @Field(() => ReferralOccasion)
  on: `${ReferralOccasion}`;

  @Field(() => Int)
  nth: number;

  @Field(() => ReferralSide)
  to: `${ReferralSide}`;

  @Field(() => Int)
  level: number;

  @Field(() => DecimalScalar, { nullable: true })
  minNet: string | null;

  @Field(() => Int, { nullable: true })
  windowDays: number | null;

  @Field(() => Int)
  holdDays: number;

  @Field(() => Reward, { description: 'Of a share: one of it.' })
  reward?: Reward;

  @Field(() => ReferralShare, { nullable: true })
  share: ReferralShare | null;

  @Field(() => Int, { nullable: true })
  mostPerOrder: number | null;

  @Field(() => Int, { nullable: true })
  mostPerReferee: number | null;

  @Field(() => Int, { nullable: true })
  mostPerMonth: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'Who has taken note of the law on multi-level marketing.' })
export class ReferralAcknowledgement {
  @Field(() => String)
  reference: string;

  @Field(() => String, { description: 'Kind and id of who gave it.' })
  by: string;

  @Field(() => DateTimeScalar)
  at: Date;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What members are given for friends whom they bring. Its rules are frozen while it is live; each friend counts by the rules that held when they came.' })
export class ReferralProgram extends Node {
  readonly program: Program;

  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  target: string;

  @Field(() => ProgramState)
  state: Program['state'];

  @Field(() => Int, { description: 'Of its rules.' })
  version: number;

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  endsAt: Date | null;

  @Field(() => Int)
  maxDepth: number;

  @Field(() => Int)
  maxShareBp: number;

  @Field(() => [ReferralRule])
  rules: readonly ReferralRule[];
}

export const ReferralProgramConnection = connectionOf(() => ReferralProgram, 'ReferralProgram');

const ruleObject = (terms: RuleTerms): ReferralRule => Object.assign(Object.create(ReferralRule.prototype) as ReferralRule, {
  terms, key: terms.key, on: terms.on, nth: terms.nth, to: terms.to, level: terms.level, minNet: terms.minNet, windowDays: terms.windowDays, holdDays: terms.holdDays,
  share: terms.share, mostPerOrder: terms.mostPerOrder, mostPerReferee: terms.mostPerReferee, mostPerMonth: terms.mostPerMonth,
});

export function programObject(program: Program): ReferralProgram {
  const { maxDepth, maxShareBp, rules } = program.rules;
  return Object.assign(Object.create(ReferralProgram.prototype) as ReferralProgram, {
    id: publicId(PROGRAM_PREFIX, program.id), program, code: program.code, name: program.name, target: program.target, state: program.state, version: program.version,
    startsAt: new Date(program.startsAt), endsAt: program.endsAt === null ? null : new Date(program.endsAt), maxDepth, maxShareBp, rules: rules.map(ruleObject),
  });
}
