import { DateTimeScalar, DecimalScalar, type Json, JsonScalar } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { TierDefinition } from '../domain/program';
import { TierState } from '../domain/tier-state';

registerEnumType(TierState, { name: 'TierState' });

/** `definition` is where the fields that only staff see come from. */
@ObjectType({ simpleResolvers: true })
export class Tier {
  readonly definition: TierDefinition;

  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => Int, { description: 'From 0, the base tier, upwards.' })
  rank: number;

  @Field(() => JsonScalar)
  benefits: Json;
}

@ObjectType({ simpleResolvers: true, description: '`have` + what is needed = `required`, in the unit of the metric.' })
export class TierNeed {
  @Field(() => String)
  metric: string;

  @Field(() => DecimalScalar)
  required: string;

  @Field(() => DecimalScalar)
  have: string;
}

@ObjectType({ simpleResolvers: true })
export class TierProgress {
  @Field(() => Tier, { nullable: true, description: 'The next tier that can be reached by a rule.' })
  next: Tier | null;

  @Field(() => [TierNeed])
  toNext: TierNeed[];

  @Field(() => [TierNeed], { description: 'What keeps the present tier: by the window, or until its end.' })
  toKeep: TierNeed[];
}

/** `memberUuid` keys the loader of `progress`. */
@ObjectType({ simpleResolvers: true })
export class TierMembership {
  readonly memberUuid: string;

  @Field(() => Tier)
  tier: Tier;

  @Field(() => DateTimeScalar)
  since: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "The end of the tier's validity, of its grace, or of its lock." })
  until: Date | null;

  @Field(() => TierState)
  state: TierState;
}

export const tierObject = (definition: TierDefinition): Tier =>
  Object.assign(new Tier(), {
    definition,
    code: definition.code,
    name: definition.name,
    rank: definition.rank,
    benefits: definition.benefits,
  });
