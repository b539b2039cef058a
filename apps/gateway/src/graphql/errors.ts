import { isConflict } from '@regulars/kernel';
import { Rejection, textIn } from '@regulars/plugin-sdk';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** The codes of top-level errors, each with its HTTP status under `application/graphql-response+json`. */
export const STATUS_OF_CODE = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  SECOND_FACTOR_REQUIRED: 403,
  BAD_REQUEST: 400,
  VALIDATION: 400,
  COST_EXCEEDED: 400,
  USER_ERROR: 200,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  CURSOR_EXPIRED: 400,
  SLOW_CONSUMER: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof STATUS_OF_CODE;

/** The same request may succeed when it is sent again. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['CONFLICT', 'RATE_LIMITED', 'SLOW_CONSUMER', 'INTERNAL', 'UNAVAILABLE']);

/** What every error says of its code. */
export const extensionsOf = (code: ErrorCode): Readonly<Record<string, unknown>> => (RETRYABLE.has(code) ? { code, retryable: true } : { code });

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(STATUS_OF_CODE, code);

/** What other libraries call these. */
const SYNONYMS: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: 'VALIDATION',
  GRAPHQL_VALIDATION_FAILED: 'VALIDATION',
  OPERATION_RESOLUTION_FAILURE: 'VALIDATION',
  BAD_USER_INPUT: 'VALIDATION',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_REQUEST',
  PERSISTED_QUERY_NOT_FOUND: 'BAD_REQUEST',
  UNAUTHORIZED: 'FORBIDDEN',
};

/** Extensions that are for callers to read; any other stays inside. */
const PUBLIC_EXTENSIONS = ['requiredScopes', 'retryAfterMs', 'cost', 'limit', 'maximum', 'topPaths', 'cursor'] as const;

const MAX_MESSAGE = 300;
const SAFE_MESSAGES: Partial<Record<ErrorCode, string>> = {
  INTERNAL: 'Something went wrong on our side.',
  UNAVAILABLE: 'The service cannot answer right now. Try again shortly.',
  CONFLICT: 'Others were changing the same things. Try again.',
};

/** SQLSTATEs and socket errors that say: no database to talk to just now. */
const UNREACHABLE = /^(08...|57P0[1-3]|53[0-9]{3}|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND)$/;
const UNREACHABLE_MESSAGE = /Connection terminated|timeout exceeded when trying to connect/;

/** What was thrown first, whatever it was wrapped in since. */
function causeOf(error: GraphQLError): Error {
  let cause: Error = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function isUnreachable(cause: Error): boolean {
  const { code } = cause as { code?: unknown };
  return (typeof code === 'string' && UNREACHABLE.test(code)) || UNREACHABLE_MESSAGE.test(cause.message);
}

/** Whether code of ours threw it: what fails before any has run carries no path, and no cause that is no GraphQLError. */
const isFromResolver = (error: GraphQLError): boolean => error.path !== undefined || !(causeOf(error) instanceof GraphQLError);

const LOCK_TIMEOUT = '55P03'; // somebody else holds what this needs: trying again is the answer
const STATEMENT_TIMEOUT = '57014';
/** A text holds NUL, which PostgreSQL keeps nowhere: only callers send that. In mutations it is a userError. */
const UNSTORABLE: readonly string[] = ['22021', '22P05'];
const UNSTORABLE_TEXT = { en: 'A text holds a character that cannot be kept.', 'zh-TW': '文字含有無法儲存的字元。' };
const isUnstorable = (cause: unknown): boolean => UNSTORABLE.includes(String((cause as { code?: unknown } | null)?.code));
const hasState = (cause: unknown, state: string): boolean => (cause as { code?: unknown } | null)?.code === state;

/** What a caller is told of an error, and goes by. */
export function codeOf(error: GraphQLError): ErrorCode {
  const { code } = error.extensions ?? {};
  if (isCode(code)) return code;
  const synonym = typeof code === 'string' ? SYNONYMS[code] : undefined;
  if (synonym) return synonym;
  const cause = causeOf(error);
  if (cause instanceof Rejection || isUnstorable(cause)) return 'BAD_REQUEST';
  if (isConflict(cause) || hasState(cause, LOCK_TIMEOUT)) return 'CONFLICT';
  if (isUnreachable(cause) || hasState(cause, STATEMENT_TIMEOUT)) return 'UNAVAILABLE';
  return isFromResolver(error) ? 'INTERNAL' : 'VALIDATION';
}

/** Whom an answer goes to. */
export interface Recipient {
  readonly requestId: string;
  readonly language: string;
}

function publicExtensions(error: GraphQLError, code: ErrorCode, { requestId, language }: Recipient): Record<string, unknown> {
  const given = error.extensions ?? {};
  const extensions: Record<string, unknown> = { ...extensionsOf(code) };
  for (const name of PUBLIC_EXTENSIONS) if (given[name] !== undefined) extensions[name] = given[name];
  const cause = causeOf(error);
  if (cause instanceof Rejection) {
    extensions.userErrors = cause.errors.map((one) => ({ code: one.code, message: textIn(one.text, language), path: one.path ?? null }));
  }
  if (code === 'INTERNAL' || code === 'UNAVAILABLE') extensions.requestId = requestId;
  return extensions;
}

/** Without suggestions of names, and short: graphql-js repeats whole inputs. */
function publicMessage(message: string): string {
  const plain = message.replace(/ ?Did you mean [^?]*\??/g, '').trim();
  return plain.length > MAX_MESSAGE ? `${plain.slice(0, MAX_MESSAGE - 1)}…` : plain;
}

const messageOf = (error: GraphQLError, { language }: Recipient): string => {
  const cause = causeOf(error);
  if (isUnstorable(cause)) return textIn(UNSTORABLE_TEXT, language);
  return cause instanceof Rejection ? cause.errors.map(({ text }) => textIn(text, language)).join(' ') : error.message;
};

/** The one way an error leaves the gateway, whoever executed the operation. */
export function formatError(error: GraphQLError, recipient: Recipient): GraphQLFormattedError {
  const code = codeOf(error);
  return {
    message: SAFE_MESSAGES[code] ?? publicMessage(messageOf(error, recipient)),
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: publicExtensions(error, code, recipient),
  };
}

/** What a log may say of a fault: kinds, names and places of ours. Messages may repeat personal data, so none. */
export function faultFields(error: unknown): Readonly<Record<string, unknown>> {
  const cause = error instanceof GraphQLError ? causeOf(error) : error;
  const { name, code, constraint, table, statement, blame, stack } = (cause ?? {}) as Record<string, unknown>;
  const frames = typeof stack === 'string' ? stack.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12).map((line) => line.trim()) : undefined;
  return { name, code, constraint, table, statement, blame, frames };
}
