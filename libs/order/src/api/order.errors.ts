import { type InputPath, type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'This revision is known with other content and the same updatedAt. The order stands as it was.' })
export class OrderRevisionConflictError extends UserError {
  @Field(() => Int, { description: 'The revision both claim to be.' })
  revision: number;

  constructor(text: Text, revision: number, path?: InputPath) {
    super(text, path);
    this.revision = revision;
  }
}
