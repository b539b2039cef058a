import { InvalidInputError, Rejection } from '@regulars/plugin-sdk';
import { GraphQLError } from 'graphql';
import { codeOf, faultFields, formatError } from './errors';

const thrown = (cause: Error): GraphQLError => new GraphQLError(cause.message, { originalError: cause, path: ['member'] });
const databaseError = (code: string, message = 'duplicate key value violates unique constraint: (phone)=(+886912345678)'): Error =>
  Object.assign(new Error(message), { code, constraint: 'member_pkey', statement: 'member.insert', detail: 'Key (phone)=(+886912345678)' });

const recipient = { requestId: 'req-1', language: 'en' };

describe('codes of top-level errors', () => {
  it.each([
    ['a catalogue code as it is', new GraphQLError('x', { extensions: { code: 'FORBIDDEN' } }), 'FORBIDDEN'],
    ['a syntax error', new GraphQLError('Syntax Error', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } }), 'VALIDATION'],
    ['an unknown field', new GraphQLError('Cannot query', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }), 'VALIDATION'],
    ['a bad variable', new GraphQLError('Variable "$x" got invalid value'), 'VALIDATION'],
    ['a variable that a scalar refused', new GraphQLError('Variable "$x"', { originalError: new GraphQLError('no Int') }), 'VALIDATION'],
    ['a fault before anything ran', new GraphQLError('x', { originalError: new TypeError('x') }), 'INTERNAL'],
    ['an unknown operation name', new GraphQLError('Unknown operation', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }), 'VALIDATION'],
    ['a missing right', new GraphQLError('x', { extensions: { code: 'UNAUTHORIZED' } }), 'FORBIDDEN'],
    ['a rejection outside of a mutation', thrown(new Rejection([new InvalidInputError('bad', 'first')])), 'BAD_REQUEST'],
    ['a serialisation failure', thrown(databaseError('40001')), 'CONFLICT'],
    ['a database that is gone', thrown(databaseError('57P01')), 'UNAVAILABLE'],
    ['a refused connection', thrown(databaseError('ECONNREFUSED')), 'UNAVAILABLE'],
    ['a lost connection', thrown(new Error('Connection terminated unexpectedly')), 'UNAVAILABLE'],
    ['a constraint', thrown(databaseError('23505')), 'INTERNAL'],
    ['a bug', thrown(new TypeError('x is undefined')), 'INTERNAL'],
    ['a code of somebody else', thrown(Object.assign(new Error('x'), { extensions: { code: 'WEIRD' } })), 'INTERNAL'],
  ])('%s', (_, error, code) => {
    expect(codeOf(error)).toBe(code);
  });
});

describe('what leaves the gateway', () => {
  it('says of an unknown fault only the request it belongs to', () => {
    const answer = formatError(thrown(databaseError('23505')), recipient);
    expect(answer).toEqual({ message: 'Something went wrong on our side.', path: ['member'], extensions: { code: 'INTERNAL', retryable: true, requestId: 'req-1' } });
  });

  it('says of a text that cannot be kept that it is the caller\'s to mend', () => {
    const answer = formatError(thrown(databaseError('22021')), recipient);
    expect(answer).toEqual({ message: 'A text holds a character that cannot be kept.', path: ['member'], extensions: { code: 'BAD_REQUEST' } });
  });

  it('drops every extension that is not for callers', () => {
    const error = new GraphQLError('Argument Validation Error', {
      extensions: { code: 'BAD_USER_INPUT', validationErrors: [{ target: { phone: '+886912345678' } }], stacktrace: ['at x'], exception: { sql: 'SELECT 1' } },
    });
    expect(formatError(error, recipient)).toEqual({ message: 'Argument Validation Error', extensions: { code: 'VALIDATION' } });
  });

  it('keeps what tells callers what to do', () => {
    const error = new GraphQLError('Not allowed', { extensions: { code: 'FORBIDDEN', requiredScopes: ['points:grant'] } });
    expect(formatError(error, recipient).extensions).toEqual({ code: 'FORBIDDEN', requiredScopes: ['points:grant'] });
  });

  it('names the input a query refused', () => {
    const answer = formatError(thrown(new Rejection([new InvalidInputError('This is no cursor of this list.', 'after')])), recipient);
    expect(answer).toEqual({
      message: 'This is no cursor of this list.',
      path: ['member'],
      extensions: { code: 'BAD_REQUEST', userErrors: [{ code: 'INVALID_INPUT', message: 'This is no cursor of this list.', path: ['after'] }] },
    });
  });

  it('speaks the language of the caller', () => {
    const error = thrown(new Rejection([new InvalidInputError({ en: 'Too many.', 'zh-TW': '太多了。' }, 'first')]));
    expect(formatError(error, { requestId: 'r', language: 'zh-TW' }).message).toBe('太多了。');
  });

  it('suggests no names', () => {
    const error = new GraphQLError('Cannot query field "memer" on type "Query". Did you mean "member" or "members"?');
    expect(formatError(error, recipient).message).toBe('Cannot query field "memer" on type "Query".');
  });

  it('cuts messages at 300 characters', () => {
    expect(formatError(new GraphQLError(`Variable got ${'x'.repeat(70_000)}`), recipient).message).toHaveLength(300);
  });
});

describe('what a log says of a fault', () => {
  it('names kind, constraint and statement, and repeats no value', () => {
    const described = faultFields(thrown(databaseError('23505')));
    expect(described).toMatchObject({ name: 'Error', code: '23505', constraint: 'member_pkey', statement: 'member.insert' });
    expect(JSON.stringify(described)).not.toContain('912345678');
  });
});
