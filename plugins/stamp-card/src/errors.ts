import { type InputPath, type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The card has no room, and no other follows it.' })
export class StampCardFullError extends UserError {
  @Field(() => Int)
  slots: number;

  constructor(text: Text, slots: number, path?: InputPath) {
    super(text, path);
    this.slots = slots;
  }
}
