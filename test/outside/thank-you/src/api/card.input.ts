import { Field, ID, InputType } from 'type-graphql';

@InputType()
export class ThankYouWriteInput {
  @Field(() => ID)
  memberId: string;

  @Field(() => String)
  text: string;
}
