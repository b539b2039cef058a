import { DateTimeScalar, DecimalScalar, Node, ProgramState, publicId, Reward } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PROGRAM_PREFIX } from '../domain/ids';
import type { Program } from '../domain/program';
import type { StampRuleTerms } from '../data/program-terms';

export enum StampCardKind {
  STAMP = 'STAMP',
}
registerEnumType(StampCardKind, { name: 'StampCardKind' });

export enum StampRuleKind {
  VISIT = 'VISIT',
  PER_AMOUNT = 'PER_AMOUNT',
}
registerEnumType(StampRuleKind, { name: 'StampRuleKind' });

@ObjectType({ simpleResolvers: true, description: 'One way to earn stamps. VISIT: one per business day; PER_AMOUNT: `stamps` per `amount` spent.' })
export class StampRule {
  @Field(() => StampRuleKind)
  kind: StampRuleTerms['kind'];

  @Field(() => Int)
  stamps: number;

  @Field(() => DecimalScalar, { nullable: true })
  amount?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Given when the card reaches `at` stamps; `reward` is any reward kind with its spec.' })
export class StampCardReward {
  @Field(() => Int)
  at: number;

  @Field(() => Reward)
  reward: Reward;
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

  @Field(() => Int, { description: 'Stamps on a full card, 1 to 200. A full card is followed by the next one, and surplus stamps go on to it.' })
  slots: number;

  @Field(() => [StampRule])
  rules: readonly StampRule[];

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  endsAt: Date | null;
}

export const programObject = (program: Program): StampCardProgram =>
  Object.assign(Object.create(StampCardProgram.prototype) as StampCardProgram, {
    id: publicId(PROGRAM_PREFIX, program.id), program, name: program.name, kind: StampCardKind.STAMP, state: program.state, version: program.version,
    slots: program.slots, rules: program.rules, startsAt: program.startsAt, endsAt: program.endsAt,
  });
