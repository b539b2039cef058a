import { type InputPath, type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { UpsertOutcome } from '../domain/upsert-orders';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'This revision is known with other content and the same updatedAt. The order stands as it was.' })
export class OrderRevisionConflictError extends UserError {
  @Field(() => Int, { description: 'The revision both claim to be.' })
  revision: number;

  constructor(text: Text, revision: number, path?: InputPath) {
    super(text, path);
    this.revision = revision;
  }
}

/** What an outcome that changed nothing, and should have, says to the caller. */
export function errorsOf(outcome: UpsertOutcome, path: readonly (string | number)[]): readonly UserError[] {
  if (outcome.result === 'REFUSED') return outcome.errors;
  if (outcome.result !== 'CONFLICT') return [];
  const text = {
    en: `Revision ${outcome.revision} is known with other content and the same updatedAt.`,
    'zh-TW': `第 ${outcome.revision} 版已存在,更新時間相同但內容不同。`,
  };
  return [new OrderRevisionConflictError(text, outcome.revision, [...path, 'revision'])];
}
