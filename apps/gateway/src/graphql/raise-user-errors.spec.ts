import { buildSchema, graphqlSync, parse, print } from 'graphql';
import { askForUserErrors, takeUserErrors } from './raise-user-errors';

const schema = buildSchema(`
  interface UserError { code: String! message: String! path: [String!] }
  type InvalidInputError implements UserError { code: String! message: String! path: [String!] }
  type Thing { id: ID! }
  type Row { index: Int! userErrors: [UserError!]! }
  type ThingPayload { thing: Thing userErrors: [UserError!]! }
  type ThingsPayload { results: [Row!]! userErrors: [UserError!]! }
  type Query { x: Int }
  type Mutation { thingMake: ThingPayload! thingsMake: ThingsPayload! }
`);
const refusal = { __typename: 'InvalidInputError', code: 'INVALID_INPUT', message: 'Bad.', path: ['input', 'name'] };
const rootValue = {
  thingMake: { thing: null, userErrors: [refusal] },
  thingsMake: { results: [{ index: 0, userErrors: [] }, { index: 1, userErrors: [refusal] }], userErrors: [] },
};

function run(text: string) {
  const result = graphqlSync({ schema, source: print(askForUserErrors(schema, parse(text))), rootValue });
  const data = JSON.parse(JSON.stringify(result.data));
  return { errors: takeUserErrors(data), data };
}

const raisedAt = (...path: (string | number)[]) => ({
  message: 'Bad.',
  path,
  extensions: { code: 'USER_ERROR', userError: { type: 'InvalidInputError', code: 'INVALID_INPUT', message: 'Bad.', path: ['input', 'name'] } },
});

describe('raised user errors', () => {
  it('are seen though nobody selected them', () => {
    expect(run('mutation { made: thingMake { thing { id } } }')).toEqual({ errors: [raisedAt('made')], data: { made: { thing: null } } });
  });

  it('leave a selection of the caller as it was', () => {
    expect(run('mutation { thingMake { userErrors { code } } }')).toEqual({ errors: [raisedAt('thingMake')], data: { thingMake: { userErrors: [{ code: 'INVALID_INPUT' }] } } });
  });

  it('are found in rows and through fragments', () => {
    expect(run('mutation { ...All } fragment All on Mutation { thingsMake { results { ...R } } } fragment R on Row { index }')).toEqual({
      errors: [raisedAt('thingsMake', 'results', 1)],
      data: { thingsMake: { results: [{ index: 0 }, { index: 1 }] } },
    });
  });

  it('are none where nothing was refused', () => {
    expect(run('mutation { thingsMake { userErrors { code } } }').errors).toEqual([]);
  });
});
