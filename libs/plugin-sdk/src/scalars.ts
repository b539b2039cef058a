import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { isLocalDate } from './period';

const refuse = (scalar: string, expected: string): never => {
  throw new GraphQLError(`${scalar} must be ${expected}`, { extensions: { code: 'BAD_USER_INPUT' } });
};

const literal = (node: ValueNode): unknown => ('value' in node ? node.value : undefined);

const DECIMAL = /^-?\d{1,19}(\.\d{1,12})?$/;

function readDecimal(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && DECIMAL.test(text) ? text : refuse('Decimal', 'a fixed-point number such as "1250.00"');
}

/** A decimal text; modules read it with `parseDecimal`. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A fixed-point number as a string, e.g. "1250.00".',
  serialize: (value) => String(value),
  parseValue: readDecimal,
  parseLiteral: (node) => readDecimal(node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : null),
});

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})$/;

function readInstant(value: unknown): Date {
  if (value instanceof Date) return value;
  if (typeof value !== 'string' || !INSTANT.test(value) || !isLocalDate(value.slice(0, 10))) return refuse('DateTime', 'an ISO 8601 instant with an offset such as "2026-05-01T12:00:00+08:00"');
  const at = new Date(value.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? refuse('DateTime', 'an ISO 8601 instant with an offset such as "2026-05-01T12:00:00+08:00"') : at;
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'ISO 8601 instant; UTC out, any offset in.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
  parseValue: readInstant,
  parseLiteral: (node) => readInstant(literal(node)),
});

const readDate = (value: unknown): string =>
  typeof value === 'string' && isLocalDate(value) ? value : refuse('Date', 'an ISO 8601 calendar date such as "2026-05-01"');

export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'ISO 8601 calendar date.',
  serialize: (value) => String(value),
  parseValue: readDate,
  parseLiteral: (node) => readDate(literal(node)),
});

export const PhoneNumberScalar = new GraphQLScalarType<string, string>({
  name: 'PhoneNumber',
  description: 'E.164. Out only: inputs take a String, read with the brand\'s region.',
  serialize: (value) => String(value),
});

export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
