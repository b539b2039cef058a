import { DateTimeScalar, type InputPath, UserError } from '@regulars/plugin-sdk';
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

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The member\'s phone was changed lately: points can be spent again from `until` on.' })
export class PointsHeldError extends UserError {
  @Field(() => DateTimeScalar)
  until: Date;

  constructor(until: Date, path?: InputPath) {
    super({ en: 'The phone was changed lately: points cannot be spent yet.', 'zh-TW': '手機號碼剛變更，暫時無法使用點數。' }, path);
    this.until = until;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It takes a person who did not ask for it.' })
export class PointsSecondPersonError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'Somebody else has to decide on this: a person, and not who asked.', 'zh-TW': '須由申請人以外的人員決定。' }, path);
  }
}
