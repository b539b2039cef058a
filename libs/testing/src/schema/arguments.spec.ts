import { buildSchema, type GraphQLArgument } from 'graphql';
import { argumentsFor, idPaths } from './arguments';

const schema = buildSchema(`
  directive @oneOf on INPUT_OBJECT
  enum Kind { GOLD SILVER }
  input By @oneOf { number: String id: ID }
  input Line { sku: String! quantity: Int! storeId: ID }
  input Where { and: [Where!] ids: [ID!] }
  input Order { by: By! lines: [Line!]! kind: Kind! note: String giftIds: [ID!] hurry: Boolean! = true }
  type Query { order(input: Order!, idempotencyKey: String!, where: Where, first: Int = 20): Int }
`);
const args = schema.getQueryType()?.getFields().order?.args as readonly GraphQLArgument[];

it('gives what is required, and nothing else', () => {
  expect(argumentsFor(args)).toEqual({
    input: { by: { number: 'text' }, lines: [{ sku: 'text', quantity: 1 }], kind: 'GOLD' },
    idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(argumentsFor(args).idempotencyKey).not.toBe(argumentsFor(args).idempotencyKey);
});

it('finds every place of an id, also within inputs that contain themselves', () => {
  expect(idPaths(args).map((path) => path.join('.'))).toEqual(['input.by.id', 'input.lines.storeId', 'input.giftIds', 'where.ids']);
});

it.each([
  [['input', 'by', 'id'], { by: { id: 'x1' }, lines: [{ sku: 'text', quantity: 1 }], kind: 'GOLD' }],
  [['input', 'lines', 'storeId'], { by: { number: 'text' }, lines: [{ sku: 'text', quantity: 1, storeId: 'x1' }], kind: 'GOLD' }],
  [['input', 'giftIds'], { by: { number: 'text' }, lines: [{ sku: 'text', quantity: 1 }], kind: 'GOLD', giftIds: ['x1'] }],
])('puts an id at %s', (path, input) => {
  expect(argumentsFor(args, { path, id: 'x1' }).input).toEqual(input);
});

it('puts an id into an optional argument', () => {
  expect(argumentsFor(args, { path: ['where', 'ids'], id: 'x1' }).where).toEqual({ ids: ['x1'] });
});
