import { Money } from '@regulars/plugin-sdk';
import { Field, InterfaceType } from 'type-graphql';
import { TillRefusal } from '../till-errors';

/** A module's own type extends and implements it: `@ObjectType({ implements: TillBenefit, simpleResolvers: true }) class X extends TillBenefit`. */
@InterfaceType({ autoRegisterImplementations: false, description: 'What the basket would give.' })
export abstract class TillBenefit {
  @Field(() => String)
  kind: string;

  @Field(() => String)
  summary: string;
}

/** A module's own type extends and implements it, as with `TillBenefit`. */
@InterfaceType({ autoRegisterImplementations: false, description: 'What would lower the price: usable or not, with every reason.' })
export abstract class TillOffer {
  @Field(() => String)
  kind: string;

  @Field(() => String)
  code: string;

  @Field(() => Boolean)
  usable: boolean;

  @Field(() => Money, { description: 'What it takes off the basket alone.' })
  discount: Money;

  @Field(() => [TillRefusal])
  reasons: TillRefusal[];
}
