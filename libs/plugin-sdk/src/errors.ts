import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';

/** A text in English and, where there is one, in other languages of ours. */
export type Text = string | { readonly en: string; readonly [language: string]: string };

export const textIn = (text: Text, language: string): string =>
  typeof text === 'string' ? text : (text[language] ?? text.en);

/** Where in the arguments the fault lies, from the argument on: `input.lines.3.quantity`. */
export type InputPath = readonly (string | number)[] | string;

const segments = (path: InputPath): string[] => (typeof path === 'string' ? path.split('.') : path.map(String));

/**
 * Something the caller can fix, part of the schema. Not an `Error`: graphql-js would turn a returned `Error`
 * into a top-level one.
 */
@InterfaceType({ autoRegisterImplementations: false, description: 'Something the caller can fix. The mutation changed nothing when any is returned.' })
export abstract class UserError {
  @Field(() => String)
  code: string;

  @Field(() => String)
  message: string;

  @Field(() => [String], { nullable: true })
  path?: string[];

  /** In every language; the kernel picks one into `message`. */
  readonly text: Text;

  constructor(text: Text, path?: InputPath) {
    this.text = text;
    this.message = textIn(text, 'en');
    if (path !== undefined) this.path = segments(path);
    this.code = codeOf(this.constructor.name);
  }
}

/** `InsufficientPointsError` is `INSUFFICIENT_POINTS`. */
export const codeOf = (className: string): string =>
  className
    .replace(/Error$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase();

@ObjectType({ implements: UserError, simpleResolvers: true })
export class InvalidInputError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Foreign and absent look the same.' })
export class NotFoundError extends UserError {
  @Field(() => ID, { nullable: true })
  id?: string;

  constructor(text: Text, path?: InputPath, id?: string) {
    super(text, path);
    if (id !== undefined) this.id = id;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class PlanLimitExceededError extends UserError {
  @Field(() => Int)
  limit: number;

  @Field(() => Int)
  used: number;

  constructor(text: Text, limit: number, used: number, path?: InputPath) {
    super(text, path);
    this.limit = limit;
    this.used = used;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The key was used before for this operation with other input. Nothing was done.' })
export class IdempotencyConflictError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: '`expectedVersion` is no longer the current version.' })
export class VersionConflictError extends UserError {
  @Field(() => Int)
  current: number;

  constructor(text: Text, current: number, path?: InputPath) {
    super(text, path);
    this.current = current;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class InvalidTransitionError extends UserError {
  @Field(() => String)
  from: string;

  @Field(() => String)
  to: string;

  constructor(text: Text, from: string, to: string, path?: InputPath) {
    super(text, path);
    this.from = from;
    this.to = to;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The plan no longer grants the plugin: its data can be read, not changed.' })
export class PluginSuspendedError extends UserError {
  @Field(() => String)
  plugin: string;

  constructor(plugin: string) {
    super({ en: `The plan does not grant ${plugin}: what it holds can be read, not changed.`, 'zh-TW': `方案不含 ${plugin}:其資料可查看,但無法變更。` });
    this.plugin = plugin;
  }
}

/** The errors every module may return; always part of a schema that has mutations. */
export const commonErrors = [
  InvalidInputError,
  NotFoundError,
  PlanLimitExceededError,
  IdempotencyConflictError,
  VersionConflictError,
  InvalidTransitionError,
  PluginSuspendedError,
] as const;

/** Carries one or more user errors out of a unit of work, which rolls back. */
export class Rejection extends Error {
  constructor(readonly errors: readonly UserError[]) {
    super(errors.map((error) => error.message).join(' '));
  }
}

/** Ends the mutation from anywhere: the transaction rolls back and the mutation answers with the errors. */
export function reject(...errors: readonly UserError[]): never {
  throw new Rejection(errors);
}

/** `subject` as the sentence begins: `A game`. */
export const refuseTransition = (subject: string, from: string, to: string, path: InputPath = 'id'): never =>
  reject(new InvalidTransitionError({ en: `${subject} that is ${from} cannot become ${to}.`, 'zh-TW': `狀態 ${from} 無法變更為 ${to}。` }, from, to, path));

export const refuseTakenCode = (code: string): never => reject(new InvalidInputError({ en: `The code ${code} is taken.`, 'zh-TW': `代碼 ${code} 已被使用。` }, 'input.code'));

/** Collects what is wrong with an input, so that all of it is answered at once. */
export class Problems {
  private readonly errors: UserError[] = [];

  add(path: InputPath, text: Text): void {
    this.errors.push(new InvalidInputError(text, path));
  }

  push(error: UserError): void {
    this.errors.push(error);
  }

  get any(): boolean {
    return this.errors.length > 0;
  }

  get list(): readonly UserError[] {
    return this.errors;
  }

  /** Rejects when there are any. */
  throwIfAny(): void {
    if (this.errors.length > 0) reject(...this.errors);
  }
}

/** What every mutation's payload has. Empty if, and only if, the mutation took place. */
@ObjectType({ simpleResolvers: true })
export abstract class Payload {
  @Field(() => [UserError])
  userErrors: UserError[];
}
