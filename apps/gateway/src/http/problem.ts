import { type Actor, SECOND_FACTOR_TEXT, textIn } from '@regulars/plugin-sdk';
import { type ErrorCode, extensionsOf, STATUS_OF_CODE } from '../graphql/errors';

/** A request that is answered with an error before, or instead of, GraphQL. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  private readonly extensions: object;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly extensions?: object } = {},
  ) {
    super(message);
    this.status = options.status ?? STATUS_OF_CODE[code];
    this.headers = options.headers ?? {};
    this.extensions = options.extensions ?? {};
  }

  /** The same shape as a GraphQL answer's errors, so that clients need one way to read them. */
  get body(): string {
    return JSON.stringify({ errors: [{ message: this.message, extensions: { ...extensionsOf(this.code), ...this.extensions } }] });
  }
}

/** Unknown, revoked, malformed and missing credentials: one answer. */
export const unauthenticated = (): HttpProblem => new HttpProblem('UNAUTHENTICATED', 'Unauthenticated', { headers: { 'www-authenticate': 'Bearer' } });

export const forbidden = (permission: string): HttpProblem => new HttpProblem('FORBIDDEN', 'Not allowed', { extensions: { requiredScopes: [permission] } });

/** As GraphQL refuses it: a permission that is lacking, or one that waits for the caller's second factor. */
export function refused(actor: Actor, permission: string, language: string): HttpProblem {
  if (!actor.withheld.has(permission)) return forbidden(permission);
  return new HttpProblem('SECOND_FACTOR_REQUIRED', textIn(SECOND_FACTOR_TEXT, language), { extensions: { requiredScopes: [permission] } });
}

export const notFound = (): HttpProblem => new HttpProblem('BAD_REQUEST', 'Not found', { status: 404 });

export const tooLarge = (maximum: number): HttpProblem =>
  new HttpProblem('BAD_REQUEST', `At most ${maximum} bytes are taken`, { status: 413, extensions: { maximum } });

export const wrongMediaType = (expected: string): HttpProblem => new HttpProblem('BAD_REQUEST', `Send ${expected}`, { status: 415 });

export const badRequest = (message: string): HttpProblem => new HttpProblem('BAD_REQUEST', message);

export const forbiddenHost = (): HttpProblem => new HttpProblem('FORBIDDEN', 'Not under this name');

export const forbiddenOrigin = (): HttpProblem => new HttpProblem('FORBIDDEN', 'Not from this origin');
