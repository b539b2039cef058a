import { RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { GiftBundleStockout } from './enums';

@InputType()
export class GiftBundleItemInput {
  @Field(() => RewardInput)
  reward: RewardInput;

  @Field(() => Int, { defaultValue: 1 })
  quantity: number;
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
