import { Field, InputType } from 'type-graphql';

@InputType({ description: 'Of city and address, absent leaves and null clears.' })
export class StoreInput {
  @Field(() => String, { description: 'Unique in the brand.' }) code: string;
  @Field(() => String) name: string;
  @Field(() => String, { nullable: true }) city?: string | null;
  @Field(() => String, { nullable: true }) address?: string | null;
}
