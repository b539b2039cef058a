import { Field, ID, InputType } from 'type-graphql';
import type { EndpointDraft } from '../domain/endpoint-input';

@InputType({ description: '`query` is a selection on MemberEvent, executed under the key\'s rights at each try: `{ id type occurredAt … on OrderPaidEvent { order { externalId } } }`.' })
export class WebhookEndpointInput implements EndpointDraft {
  @Field(() => String) url: string;
  @Field(() => [String]) types: string[];
  @Field(() => String) query: string;
  @Field(() => ID) apiKeyId: string;
}
