import { Field, ID, InputType } from 'type-graphql';

@InputType()
export class {{Noun}}NoteWriteInput {
  @Field(() => ID)
  memberId: string;

  @Field(() => String)
  text: string;
}
