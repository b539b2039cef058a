import { maskable, type MaskKind } from '@regulars/plugin-sdk';
import { buildSchema, type ExecutionResult, type GraphQLSchema, parse } from 'graphql';
import { compileOperation } from './execute';
import { maskFields } from './masks';
import { rightsKey } from './rights';
import type { RequestContext } from './request-context';
import { actorOf } from '@regulars/plugin-sdk';

const first = (text: string): string => `${text.charAt(0)}**`;
const masks = [maskable('Person.name', { partial: first }), maskable('Person.nicknames', { partial: first }), maskable('Person.notes', { hidden: {} }), maskable('Person.later', { partial: first })];

const people = (more = ''): GraphQLSchema => {
  const schema = buildSchema(`scalar JSON type Person { name: String nicknames: [String!]! notes: JSON! later: String ${more} } type Query { person: Person }`);
  schema.getQueryType()!.getFields().person!.resolve = () => ({ name: 'Ann', nicknames: ['Annie', 'Nan'], notes: { a: 1 } });
  (schema.getType('Person') as ReturnType<GraphQLSchema['getQueryType']>)!.getFields().later!.resolve = () => Promise.resolve('Later');
  return schema;
};

const ask = async (masksOf: Readonly<Record<string, MaskKind>>, schema = people()): Promise<unknown> => {
  maskFields(schema, [{ maskable: masks }]);
  const run = compileOperation(schema, parse('{ person { name nicknames notes later } }'));
  const actor = actorOf({ kind: 'staff', id: 'a', name: 'a', masks: new Map(Object.entries(masksOf)) });
  return (JSON.parse(JSON.stringify(await run({ actor } as RequestContext, {}))) as ExecutionResult).data?.person;
};

describe('masked fields', () => {
  it('are as they are for who has no mask', async () => {
    expect(await ask({})).toEqual({ name: 'Ann', nicknames: ['Annie', 'Nan'], notes: { a: 1 }, later: 'Later' });
  });

  it('show a part of the value, or of each entry, and nothing where no part is defined', async () => {
    expect(await ask({ 'Person.name': 'PARTIAL', 'Person.nicknames': 'PARTIAL', 'Person.notes': 'PARTIAL', 'Person.later': 'PARTIAL' })).toEqual({ name: 'A**', nicknames: ['A**', 'N**'], notes: {}, later: 'L**' });
  });

  it('hide as null, an empty list, or what the module puts there, without asking the resolver', async () => {
    const schema = people();
    const later = jest.fn(() => Promise.resolve('Later'));
    (schema.getType('Person') as ReturnType<GraphQLSchema['getQueryType']>)!.getFields().later!.resolve = later;
    expect(await ask({ 'Person.name': 'HIDE', 'Person.nicknames': 'HIDE', 'Person.notes': 'HIDE', 'Person.later': 'HIDE' }, schema)).toEqual({ name: null, nicknames: [], notes: {}, later: null });
    expect(later).not.toHaveBeenCalled();
  });

  it('are not shown for a mask nobody knows', async () => {
    expect(await ask({ 'Person.name': 'BLUR' as MaskKind })).toMatchObject({ name: null });
  });

  it('need something to stand in the place of what is never null', () => {
    expect(() => maskFields(people('code: String!'), [{ maskable: [maskable('Person.code', {})] }])).toThrow('Person.code is never null: say what stands there when it is hidden');
    expect(() => maskFields(people(), [{ maskable: [maskable('Stranger.name', {})] }])).not.toThrow();
  });
});

describe('the key of rights', () => {
  const actor = (more: object): string => rightsKey(actorOf({ kind: 'staff', id: 'a', name: 'a', ...more }));

  it('is equal for equal rights and tells any others apart', () => {
    const all = { permissions: new Set(['a:x', 'a:y']), storeIds: new Set(['1', '2']), masks: new Map([['T.a', 'HIDE'], ['T.b', 'PARTIAL']]) };
    const turned = { permissions: new Set(['a:y', 'a:x']), storeIds: new Set(['2', '1']), masks: new Map([['T.b', 'PARTIAL'], ['T.a', 'HIDE']]) };
    expect(actor(all)).toBe(actor(turned));
    const others = [{}, { storeIds: null }, { storeIds: new Set() }, { masks: new Map() }, { masks: new Map([['T.a', 'PARTIAL'], ['T.b', 'PARTIAL']]) }, { permissions: new Set(['a:x']) }].map((less) => actor({ ...all, ...less }));
    expect(new Set(others).size).toBe(others.length);
    expect(others.filter((key) => key === actor(all))).toHaveLength(1);
  });
});
