import { type InputPath, type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It is not written in Liquid, or its channel cannot send what it says.' })
export class MessageTemplateInvalidError extends UserError {
  @Field(() => Int, { nullable: true })
  line: number | null;

  constructor(text: Text, line: number | null, path?: InputPath) {
    super(text, path);
    this.line = line;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It repeats itself, grows without bounds, or asks for what messages may not say.' })
export class MessageTemplateForbiddenError extends UserError {
  @Field(() => Int, { nullable: true })
  line: number | null;

  constructor(text: Text, line: number | null, path?: InputPath) {
    super(text, path);
    this.line = line;
  }
}
