import { DateTimeScalar, DecimalScalar, Node, ProgramState, publicId, Reward } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { metricText } from '../domain/metrics';
import {
  PROGRAM_PREFIX, type TierProgram as Program, type TierRule as Rule, TierApplication, TierCarryOver, TierDowngrade, TierGiftOccasion, TierMatch, TierOnRefund, TierWindow,
} from '../domain/program';
import { Tier, tierObject } from './tier.type';

registerEnumType(TierMatch, { name: 'TierMatch' });
registerEnumType(TierWindow, { name: 'TierWindow' });
registerEnumType(TierDowngrade, { name: 'TierDowngrade' });
registerEnumType(TierCarryOver, { name: 'TierCarryOver', description: 'What of the spend that earned a period counts in the next one: nothing, what was more than needed, or all of it.' });
registerEnumType(TierApplication, { name: 'TierApplication', description: 'Whether the order that reaches a tier already has its benefits.' });
registerEnumType(TierOnRefund, { name: 'TierOnRefund', description: 'KEEP: until the tier\'s end; REEVALUATE: the tier falls when the refund takes effect.' });
registerEnumType(TierGiftOccasion, { name: 'TierGiftOccasion' });

@ObjectType({ simpleResolvers: true, description: 'metric: NET_SPEND, ORDER_COUNT, VISIT_COUNT, SINGLE_ORDER_NET, POINTS_EARNED, or one that a plugin contributes.' })
export class TierCondition {
  @Field(() => String)
  metric: string;

  @Field(() => DecimalScalar)
  atLeast: string;

  @Field(() => TierWindow)
  window: TierWindow;

  @Field(() => Int, { nullable: true, description: 'Days or months of a rolling window.' })
  count: number | null;
}

@ObjectType({ simpleResolvers: true })
export class TierRule {
  @Field(() => TierMatch)
  match: TierMatch;

  @Field(() => [TierCondition])
  conditions: TierCondition[];
}

@ObjectType({ simpleResolvers: true })
export class TierGift {
  @Field(() => TierGiftOccasion)
  on: TierGiftOccasion;

  @Field(() => Reward)
  reward: Reward;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'One version of how members rise and fall; at most one is live.' })
export class TierProgram extends Node {
  @Field(() => Int)
  version: number;

  @Field(() => ProgramState)
  state: Program['state'];

  @Field(() => [Tier], { description: 'By rank.' })
  tiers: Tier[];

  @Field(() => TierDowngrade)
  downgrade: TierDowngrade;

  @Field(() => Int)
  graceDays: number;

  @Field(() => TierCarryOver)
  carryOver: TierCarryOver;

  @Field(() => TierApplication)
  applyTo: TierApplication;

  @Field(() => TierOnRefund)
  onRefund: TierOnRefund;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of a draft: when it is to go live.' })
  activatedAt: Date | null;
}

@ObjectType({ simpleResolvers: true })
export class TierProgramPreviewRow {
  @Field(() => String, { nullable: true, description: 'Tier code; null while no program is live.' })
  from: string | null;

  @Field(() => String)
  to: string;

  @Field(() => Int)
  members: number;
}

@ObjectType({ simpleResolvers: true, description: 'How many members would stand where if the draft were live now.' })
export class TierProgramPreview {
  @Field(() => [TierProgramPreviewRow])
  rows: TierProgramPreviewRow[];
}

export const programObject = (program: Program): TierProgram =>
  Object.assign(new TierProgram(), {
    id: publicId(PROGRAM_PREFIX, program.id),
    version: program.version,
    state: program.state,
    tiers: program.tiers.map(tierObject),
    downgrade: program.downgrade,
    graceDays: program.graceDays,
    carryOver: program.carryOver,
    applyTo: program.applyTo,
    onRefund: program.onRefund,
    activatedAt: program.activatedAt,
  });

export const ruleObject = (rule: Rule | null, currency: string): TierRule | null =>
  rule && {
    match: rule.match,
    conditions: rule.conditions.map(({ metric, unit, atLeast, window, count }) => ({ metric, window, count, atLeast: metricText(atLeast, unit, currency) })),
  };
