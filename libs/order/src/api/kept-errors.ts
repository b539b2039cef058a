import type { JsonObject, UserError } from '@regulars/plugin-sdk';
import { textIn } from '@regulars/plugin-sdk';
import { getMetadataStorage } from 'type-graphql';

/** A user error as it is kept with an idempotency key. */
export interface KeptError {
  readonly type: string;
  readonly fields: JsonObject;
}

export const keepError = (error: UserError): KeptError => ({ type: error.constructor.name, fields: { ...error } as unknown as JsonObject });

/** The error again, as an object of its class: that is what tells GraphQL its type. */
export function recallError({ type, fields }: KeptError, language: string): UserError {
  const target = getMetadataStorage().objectTypes.find(({ name }) => name === type)?.target;
  if (!target) throw new Error(`There is no error type ${type}`);
  const error = Object.assign(Object.create(target.prototype as object) as UserError, fields);
  error.message = textIn(error.text, language);
  return error;
}
