import { type InputPath, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true })
export class InsufficientPointsError extends UserError {
  @Field(() => Int, { description: 'What was asked for.' })
  required: number;

  @Field(() => Int, { description: 'What can be spent; negative when points are owed.' })
  available: number;

  constructor(required: number, available: number, path?: InputPath) {
    super({ en: `${required} points are needed, ${available} can be spent.`, 'zh-TW': `需要 ${required} 點，可用點數為 ${available} 點。` }, path);
    this.required = required;
    this.available = available;
  }
}
