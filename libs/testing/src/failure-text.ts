import type { GraphQLError } from 'graphql';
import type { Answer } from './caller';

/** What went wrong, for a person who reads a failed spec; null when nothing did. */
export function failureText(answer: Answer, causes: readonly GraphQLError[]): string | null {
  const lines = [...causes.map(ofError), ...userErrorsIn(answer.data, []).map(({ path, error }) => `${path.join('.')}: ${JSON.stringify(error)}`)];
  return lines.length > 0 ? lines.join('\n') : null;
}

function ofError(error: GraphQLError): string {
  const cause = error.originalError;
  const { detail, statement, blame } = (cause ?? {}) as { detail?: string; statement?: string; blame?: string };
  const facts = [error.path?.join('.'), error.message, detail, statement && `in ${statement}`, blame && `by ${blame}`].filter(Boolean).join(', ');
  return cause?.stack ? `${facts}\n${cause.stack}` : facts;
}

/** Refusals anywhere in the answer: a batch answers one list for each of its parts. */
function userErrorsIn(value: unknown, path: readonly string[]): { readonly path: readonly string[]; readonly error: unknown }[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
    key === 'userErrors' && Array.isArray(item) ? item.map((error: unknown) => ({ path: [...path, key], error })) : userErrorsIn(item, [...path, key]),
  );
}
