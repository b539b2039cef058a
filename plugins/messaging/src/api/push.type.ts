import { Field, InputType } from 'type-graphql';
import type { GivenSubscription } from '../channels/push/subscription';

@InputType({ description: "What toJSON() of a browser's PushSubscription says: where it is written to, and its two keys." })
export class MessagePushSubscriptionInput implements GivenSubscription {
  @Field(() => String) endpoint: string;
  @Field(() => String) p256dh: string;
  @Field(() => String) auth: string;
}
