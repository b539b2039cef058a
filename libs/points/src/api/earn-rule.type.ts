import { type Context, DateTimeScalar, DecimalScalar, Node, ProgramState } from '@regulars/plugin-sdk';
import { OrderScope } from '@regulars/order/contract';
import { Field, Int, ObjectType } from 'type-graphql';
import type { EarnRuleVersion } from '../domain/earn-rule';
import { amountText } from '../domain/read-rule';
import { publicRuleId } from '../domain/rule-id';
import { stateOf } from '../domain/rules';
import { EarnBasis, EarnRuleKind } from './enums';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'A rule as one of its versions words it. Beside a live version there may be a draft, under the same id.' })
export class EarnRule extends Node {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => ProgramState)
  state: ProgramState;

  @Field(() => Int)
  version: number;

  @Field(() => EarnRuleKind)
  kind: EarnRuleKind;

  @Field(() => Int, { nullable: true })
  points: number | null;

  @Field(() => DecimalScalar, { nullable: true })
  amount: string | null;

  @Field(() => Int, { nullable: true })
  multiplierBp: number | null;

  @Field(() => EarnBasis)
  basis: EarnBasis;

  @Field(() => OrderScope)
  scope: OrderScope;

  @Field(() => [String], { nullable: true })
  tierCodes: string[] | null;

  @Field(() => Int, { description: 'The higher stands first where points are explained.' })
  priority: number;

  @Field(() => DateTimeScalar, { nullable: true })
  startsAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  endsAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Orders placed from then on earn by this version; null for a draft.' })
  liveFrom: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Orders placed from then on do not earn by this version any more.' })
  liveTo: Date | null;
}

export const ruleObject = (version: EarnRuleVersion, ctx: Context): EarnRule =>
  Object.assign(new EarnRule(), {
    id: publicRuleId(version.ruleId),
    code: version.code,
    name: version.name,
    state: stateOf(version, ctx.now),
    version: version.version,
    kind: version.kind,
    points: version.points,
    amount: amountText(version.amount, ctx.brand.currency),
    multiplierBp: version.multiplierBp,
    basis: version.basis,
    scope: version.scope,
    tierCodes: version.tierCodes,
    priority: version.priority,
    startsAt: version.startsAt,
    endsAt: version.endsAt,
    liveFrom: version.liveFrom,
    liveTo: version.liveTo,
  });
