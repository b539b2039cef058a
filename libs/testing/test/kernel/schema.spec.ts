import { buildSchema as buildKernelSchema } from '@regulars/kernel';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { Field, InputType, ObjectType } from 'type-graphql';
import { createTestPlatform } from '../../src';
import { member } from '../fixtures/member';
import { noteModule } from '../fixtures/note';

const [memo, story, tale] = ['memo', 'story', 'tale'].map((id) => noteModule(id).plugin) as [PluginDefinition, PluginDefinition, PluginDefinition];
const sdl = (...modules: PluginDefinition[]): string => printSchema(lexicographicSortSchema(buildKernelSchema('staff', modules)));

/** Every order of the items. */
const orders = <T>(items: readonly T[]): T[][] => (items.length === 0 ? [[]] : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest])));

it('is the same for a set of modules, whatever was built before it and in whatever order', () => {
  const sets = [[member], [member, memo], [member, story], [member, tale], [member, memo, story], [member, memo, story, tale]];
  const first = sets.map((set) => sdl(...set));
  for (const order of orders([0, 1, 5])) {
    for (const index of order) expect(sdl(...(sets[index] as PluginDefinition[]))).toBe(first[index]);
  }
  for (const order of orders([memo, story, tale])) expect(sdl(member, ...order)).toBe(first[5]);
});

it('shows of a plugin everything or nothing', () => {
  expect(sdl(member)).not.toMatch(/memo|story|tale/i);
  expect(sdl(member, memo)).toMatch(/memo/i);
  expect(sdl(member, memo)).not.toMatch(/story|tale/i);
});

@ObjectType('__Hidden')
class Hidden {
  @Field()
  readonly text!: string;
}

@InputType()
class EitherInput {
  static readonly isOneOf = true;

  @Field()
  readonly text!: string;
}

it.each([
  [Hidden, 'Name "__Hidden" must not begin with "__", which is reserved by GraphQL introspection.'],
  [EitherInput, 'OneOf input field EitherInput.text must be nullable.'],
])('is refused where it is not valid', (type, told) => {
  expect(() => sdl(member, { ...memo, types: { staff: [...(memo.types?.staff ?? []), type] } })).toThrow(told);
});

it('is built once for all brands with the same plugins', async () => {
  const platform = await createTestPlatform([member, memo, story]);
  try {
    const schemaFor = (...ids: string[]) => platform.runtime.schemaFor('staff', new Set(ids));
    expect(schemaFor('member', 'memo').schema).toBe(schemaFor('memo', 'member').schema);
    expect(schemaFor('member', 'memo').key).not.toBe(schemaFor('member', 'story').key);
    const shops = await Promise.all([platform.brand({ plugins: ['memo'] }), platform.brand({ plugins: ['story'] }), platform.brand()]);
    const answers = await Promise.all(shops.map((shop) => shop.everything().run('{ __type(name: "Member") { fields { name } } }')));
    expect(answers.map(({ data }) => data.__type.fields.map(({ name }: { name: string }) => name).sort())).toEqual([['id', 'memos', 'name'], ['id', 'name', 'storys'], ['id', 'name']]);
  } finally {
    await platform.stop();
  }
});
