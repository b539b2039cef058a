import {
  defineLoader, defineMoment, definePermissions, definePlugin, defineService, defineSettings, during, extend, defineExtensionPoint, Node, node, type PluginDefinition, prefetch, provide, SDK_VERSION,
} from '@regulars/plugin-sdk';
import { Arg, Authorized, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Entity, type MigrationInterface, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import { Registry } from './registry';

const plug = (id: string, more: Partial<PluginDefinition> = {}): PluginDefinition => definePlugin({ id, version: '1.0.0', sdk: '^1.0.0', ...more });

/** What the registry has to say, line by line; nothing when it takes the modules. */
function problems(...modules: PluginDefinition[]): string[] {
  try {
    new Registry(modules);
    return [];
  } catch (error) {
    const [head, ...lines] = (error as Error).message.split('\n');
    expect(head).toBe('The installed modules cannot be composed:');
    return lines.map((line) => line.replace(/^- /, ''));
  }
}

describe('order', () => {
  const ids = (...modules: PluginDefinition[]): string[] => new Registry(modules).modules.map(({ id }) => id);

  it('puts what is required first, ties by id', () => {
    const [a, b, c, d] = [plug('a', { requires: { d: '^1.0.0' } }), plug('b'), plug('c', { requires: { a: '>=1' } }), plug('d')];
    expect(ids(c, d, b, a)).toEqual(['d', 'a', 'b', 'c']);
    expect(ids(a, b, c, d)).toEqual(['d', 'a', 'b', 'c']);
  });

  it('enables core, and of the rest what is wanted and can work', () => {
    const registry = new Registry([plug('core', { core: true }), plug('base'), plug('top', { requires: { base: '^1.0.0' } })]);
    const enabled = (...wanted: string[]) => registry.closure(wanted).map(({ id }) => id);
    expect([enabled(), enabled('top'), enabled('base', 'top'), enabled('unknown')]).toEqual([['core'], ['core'], ['base', 'core', 'top'], ['core']]);
  });

  it('lists extensions in the order of their modules', () => {
    const point = defineExtensionPoint<string>('base', 'things');
    const registry = new Registry([plug('z', { extensions: [extend(point, 'of z')] }), plug('a', { requires: { z: '^1.0.0' }, extensions: [extend(point, 'of a')] })]);
    expect(registry.extensions('base', 'things').map(({ value }) => value.value)).toEqual(['of z', 'of a']);
  });
});

describe('what modules need of each other', () => {
  it('takes modules that fit', () => {
    expect(problems(plug('member', { core: true, version: '1.4.0' }), plug('stamp', { requires: { member: '^1.2.0' } }))).toEqual([]);
  });

  it.each<[string, PluginDefinition[], string[]]>([
    ['one that is not there', [plug('stamp', { requires: { member: '^1.0.0' } })], ['stamp requires member, which is not installed']],
    ['another version', [plug('member'), plug('stamp', { requires: { member: '^2.0.0' } })], ['stamp requires member ^2.0.0, installed is 1.0.0']],
    ['another sdk', [plug('stamp', { sdk: '^2.0.0' })], ['stamp@1.0.0 needs plugin-sdk ^2.0.0, this is ' + SDK_VERSION]],
    ['what is no range', [plug('member'), plug('stamp', { sdk: 'latest', requires: { member: 'newest' } })], ['stamp: latest is no range of plugin-sdk versions', 'stamp requires member newest, which is no range of versions']],
    ['a plugin, being core', [plug('stamp'), plug('member', { core: true, requires: { stamp: '^1.0.0' } })], ['member is core and must not require the plugin stamp']],
    [
      'itself in the end', [plug('a', { requires: { b: '*' } }), plug('b', { requires: { c: '*' } }), plug('c', { requires: { a: '*' } })],
      ['the requirements of modules go in a circle: a -> b -> c -> a'],
    ],
  ])('refuses one that needs %s', (_, modules, expected) => {
    expect(problems(...modules)).toEqual(expected);
  });
});

it('tells of every version that does not fit at once', () => {
  expect(problems(
    plug('member', { version: '2.0.0' }), plug('order', { version: '1.4.0', sdk: '^1.9.0' }), plug('lottery', { version: 'one' }),
    plug('stamp', { version: '0.3.0', sdk: '^2.0.0', requires: { member: '^1.0.0', order: '>=1.5.0 <2', survey: '^0.1.0', lottery: '^1.0.0' } }),
  )).toEqual([
    `order@1.4.0 needs plugin-sdk ^1.9.0, this is ${SDK_VERSION}`,
    'lottery: one is no version',
    `stamp@0.3.0 needs plugin-sdk ^2.0.0, this is ${SDK_VERSION}`,
    'stamp requires member ^1.0.0, installed is 2.0.0',
    'stamp requires order >=1.5.0 <2, installed is 1.4.0',
    'stamp requires survey, which is not installed',
    'stamp requires lottery ^1.0.0, installed is one',
  ]);
});

describe('what a module calls its own', () => {
  class Thing extends Node {}
  const load = async (): Promise<[]> => [];

  @Entity({ schema: 'elsewhere', name: 'thing' })
  class StrayEntity {
    @PrimaryColumn({ type: 'uuid' })
    id: string;
  }

  class Undated implements MigrationInterface {
    readonly name = 'CreateThing';
    up = async (): Promise<void> => undefined;
    down = async (): Promise<void> => undefined;
  }

  it.each<[string, Partial<PluginDefinition>, string]>([
    ['a permission of another', { permissions: { read: definePermissions('other', { read: 'x' }).read } }, 'thing: permission other:read must begin with thing:'],
    ['a long id prefix', { nodes: [node('thing', Thing, load, 'thing:read')] }, 'thing: id prefix thing must be three lower-case letters'],
    ['settings of another', { settings: defineSettings('other', z.object({})) }, 'thing: its settings are declared for other'],
    ['an entity in another schema', { entities: [StrayEntity] }, 'thing: entity StrayEntity must stand in the schema thing'],
    ['a migration without a date', { migrations: [Undated] }, 'thing: migration Undated needs a name that ends in a 13-digit timestamp'],
    ['a reaction behind an unknown one', { reactions: [during(defineMoment('x.y', async (__, batch) => batch), 'run', load as never, { after: ['tier.judge'] })] }, 'thing.run follows the reaction tier.judge, which nobody declares'],
  ])('must not be %s', (_, more, problem) => {
    expect(problems(plug('thing', more))).toEqual([problem]);
  });

  it('must be named in kebab-case', () => {
    expect(problems(plug('Thing'))).toEqual(['Thing: the id must be kebab-case']);
  });

  it.each<[string, (id: string) => Partial<PluginDefinition>, string]>([
    ['an id prefix', () => ({ nodes: [node('thg', Thing, load, 'thing:read')] }), 'id prefix thg is claimed by a and by b'],
    ['a noun', () => ({ nouns: ['Thing'] }), 'noun Thing is claimed by a and by b'],
    ['a service', () => ({ services: [provide(defineService<number>('a', 'things'), () => 1)] }), 'service a/things is claimed by a and by b'],
    ['a prefetch', () => ({ prefetches: [prefetch('Member.things', defineLoader<string, unknown>(load as never))] }), 'prefetch Member.things is claimed by a and by b'],
    ['a task', () => ({ tasks: [{ id: 'import', run: async () => undefined }] }), 'task import is claimed by a and by b'],
  ])('must not be %s of two', (_, more, problem) => {
    expect(problems(plug('a', more('a')), plug('b', more('b')))).toEqual([problem]);
  });

  it('must not follow a reaction of a module it does not require', () => {
    const moment = defineMoment<number>('x.y', async (_, batch) => batch);
    const run = async (): Promise<void> => undefined;
    expect(problems(plug('a', { reactions: [during(moment, 'one', run)] }), plug('b', { reactions: [during(moment, 'two', run, { after: ['a.one'] })] }))).toEqual(['b.two follows a.one but b does not require a']);
  });
});

describe('GraphQL', () => {
  @ObjectType()
  class Card {
    @Field(() => String)
    name: string;
  }

  @Resolver()
  class Unguarded {
    @Query(() => Card)
    cardNewest(): null {
      return null;
    }

    @Authorized()
    @Mutation(() => Card)
    cardMake(): null {
      return null;
    }
  }

  @Resolver()
  class Misnamed {
    @Authorized('card:read')
    @Query(() => Card)
    newestCard(): null {
      return null;
    }

    @Authorized('card:read')
    @Query(() => Card)
    cardinal(): null {
      return null;
    }
  }

  @Resolver()
  class Guarded {
    @Authorized('card:read')
    @Query(() => Card)
    card(@Arg('id', () => ID) _: string): null {
      return null;
    }
  }

  @Resolver()
  class GuardedToo {
    @Authorized('card:read')
    @Query(() => Card, { name: 'card' })
    another(): null {
      return null;
    }
  }

  @Resolver(() => Card)
  class CardStamps {
    @FieldResolver(() => String)
    stamps(@Root() _: Card): string {
      return '';
    }
  }

  @Resolver(() => Card)
  class OtherCardStamps {
    @FieldResolver(() => String, { name: 'stamps' })
    other(@Root() _: Card): string {
      return '';
    }
  }

  @Resolver(() => Card)
  class CardName {
    @FieldResolver(() => String)
    name(@Root() _: Card): string {
      return 'another name';
    }
  }

  /** Adds a field whose method is called otherwise. */
  function fieldOf(name: string, method: string) {
    @Resolver(() => Card)
    class Added {
      @FieldResolver(() => String, { name })
      [method](): string {
        return name;
      }
    }
    return { resolvers: { staff: [Added] } };
  }

  const card = (...resolvers: (new () => object)[]) => plug('card', { resolvers: { staff: resolvers } });

  it('takes a guarded field, and fields on the types of others', () => {
    expect(problems(card(Guarded), plug('stamp', { resolvers: { staff: [CardStamps] } }))).toEqual([]);
  });

  it('refuses root fields that state no permission', () => {
    expect(problems(card(Unguarded))).toEqual(['card: root field cardNewest states no permission (@Authorized)', 'card: root field cardMake states no permission (@Authorized)']);
  });

  it('refuses root fields that begin with no noun', () => {
    expect(problems(card(Misnamed))).toEqual(['card: root field newestCard must begin with one of its nouns (card)', 'card: root field cardinal must begin with one of its nouns (card)']);
  });

  it('refuses two owners of a root field', () => {
    expect(problems(card(Guarded), plug('deck', { nouns: ['Deck', 'Cards'], resolvers: { staff: [GuardedToo] } }))).toEqual([
      'root field card (staff) is defined by card and by deck', 'deck: root field card must begin with one of its nouns (deck, cards)',
    ]);
  });

  it('refuses two owners of a field', () => {
    expect(problems(plug('a', { resolvers: { staff: [CardStamps] } }), plug('b', { resolvers: { staff: [OtherCardStamps] } }))).toEqual(['field Card.stamps (staff) is defined by a and by b']);
  });

  it('lets a module resolve the fields of its own types only', () => {
    expect(problems(card(Guarded, CardName))).toEqual([]);
    expect(problems(plug('stamp', { resolvers: { staff: [CardName] } }))).toEqual(['stamp: field Card.name (staff) is another module\'s to resolve']);
  });

  it('refuses a field whose method would be taken for that of another field', () => {
    expect(problems(card(Guarded), plug('stamp', fieldOf('stampHue', 'hue')), plug('deck', fieldOf('deckHue', 'suit')))).toEqual([]);
    expect(problems(card(Guarded), plug('deck', fieldOf('deckHue', 'hue')), plug('stamp', fieldOf('stampHue', 'hue')))).toEqual(['stamp: the method hue of field Card.stampHue (staff) would answer Card.deckHue too: call it stampHue']);
    expect(problems(card(Guarded), plug('stamp', fieldOf('stampName', 'name')))).toEqual(['stamp: the method name of field Card.stampName (staff) would answer Card.name too: call it stampName']);
  });

  it('refuses types that begin with no noun, and what is no type', () => {
    class NoType {}
    expect(problems(plug('stamp', { types: { staff: [Card, NoType] } }))).toEqual(['stamp: type Card must begin with one of its nouns (Stamp)', 'stamp: NoType is listed in types but is no object type']);
  });
});

it('tells everything at once', () => {
  const broken = plug('Broken', { sdk: '^9.0.0', requires: { nobody: '^1.0.0' }, permissions: { read: 'other:read' } });
  expect(problems(broken, plug('a', { requires: { b: '*' } }), plug('b', { requires: { a: '*' } }))).toEqual([
    'Broken: the id must be kebab-case',
    'Broken@1.0.0 needs plugin-sdk ^9.0.0, this is 1.0.0',
    'Broken: permission other:read must begin with Broken:',
    'Broken requires nobody, which is not installed',
    'the requirements of modules go in a circle: a -> b -> a',
  ]);
});

