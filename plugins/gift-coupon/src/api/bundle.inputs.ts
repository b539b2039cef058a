import { RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { GiftBundleStockout } from './enums';

@InputType()
export class GiftBundleItemInput {
  @Field(() => RewardInput)
  reward: RewardInput;

  @Field(() => Int, { defaultValue: 1 })
  quantity: number;

  @Field(() => String, { nullable: true, description: 'Of a partner, who honours it under an agreement; coupons only.' })
  brandCode?: string | null;
}

@InputType()
export class GiftBundleInput {
  @Field(() => String)
  name: string;

  @Field(() => [GiftBundleItemInput])
  items: GiftBundleItemInput[];

  @Field(() => GiftBundleStockout, { defaultValue: GiftBundleStockout.FAIL })
  onStockout: GiftBundleStockout;
}
