import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apiReport } from './api';
import { API_FILE, broken, type Released, unplanned } from './check';
import { brokenApi } from './compare-api';
import { brokenEvents } from './compare-events';
import { brokenSdl } from './compare-sdl';
import { isBreakingStep, majorsIn } from './plans';

const CONTRACT = `
  export { Shop, type Draft as ShopDraft, STATES } from './shop';
  export * from './events';
  /** Somebody else's rules. */
  export interface Rule { readonly id: string; readonly judge: (shop: Shop, now?: Date) => Promise<boolean> }
  export declare const Rules: import("@regulars/plugin-sdk").ExtensionPoint<Rule>;
`;
const SHOP = `
  import type { Hidden } from './hidden';
  export declare const STATES: { readonly OPEN: 'OPEN'; readonly SHUT: 'SHUT' };
  export interface Draft { readonly name: string; readonly city?: string; }
  export declare class Shop { private readonly secret; readonly name: string; constructor(hidden: Hidden); sell(draft: Draft): Promise<void>; static find(id: string): Shop | null }
`;
const EVENTS = `
  export type Kind = 'ONE' | 'TWO';
  export declare const open: (draft: import("./shop").Draft, kind: Kind) => void;
  export declare const permissions: import("@regulars/plugin-sdk").Permissions<"shop", { readonly read: { readonly description: "See" } }>;
`;
const REPORT = `# @regulars/shop
shop: exported

# @regulars/shop/contract
Kind: type 'ONE' | 'TWO'
Rule.id: string
Rule.judge: (shop: Shop, now?: Date) => Promise<boolean>
Rule: interface, given
Rules: ExtensionPoint<Rule>
STATES.OPEN: 'OPEN'
STATES.SHUT: 'SHUT'
STATES: const
Shop.name: string
Shop.new: (hidden: Hidden) => void
Shop.sell: (draft: Draft) => Promise<void>
Shop.static find: (id: string) => Shop | null
Shop: class
ShopDraft.city?: string
ShopDraft.name: string
ShopDraft: interface
open: (draft: Draft, kind: Kind) => void
permissions.read: Permission
permissions: const
`;

it('reports what may be imported, a line for each name and member', () => {
  const root = mkdtempSync(join(tmpdir(), 'regulars-api-'));
  try {
    for (const [file, text] of Object.entries({ contract: CONTRACT, shop: SHOP, events: EVENTS, index: `export { shop } from './plugin';`, plugin: 'export declare const shop: unknown;' })) {
      const path = join(root, 'libs/shop/dist', `${file}.d.ts`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const shop = { name: '@regulars/shop', version: '1.0.0', folder: 'libs/shop', entries: { '.': 'dist/index.d.ts', './contract': 'dist/contract.d.ts' } };
    expect(apiReport(root, shop)).toBe(REPORT);
    expect(() => apiReport(root, { ...shop, entries: { '.': 'dist/none.d.ts' } })).toThrow('libs/shop/dist/none.d.ts declares nothing: build it first (npm run build)');
  } finally {
    rmSync(root, { recursive: true });
  }
});

describe('what may be imported', () => {
  const now = (from: string, to: string): string[] => brokenApi(REPORT, REPORT.replace(from, to)).map((problem) => problem.replace('@regulars/shop/contract: ', ''));

  it.each<[string, string, string]>([
    ['nothing', '', ''],
    ['more names', 'open: ', 'close: () => void\nopen: '],
    ['more members of what others read', 'Shop: class', 'Shop.city: string\nShop: class'],
    ['more that may be given', 'Rule: interface', 'Rule.order?: number\nRule: interface'],
    ['an argument that may be left out', 'kind: Kind)', 'kind: Kind, at?: Date)'],
    ['another name of an argument', '(id: string)', '(key: string)'],
    ['one more argument for what others write', 'judge: (shop: Shop, now?: Date) => Promise<boolean>', 'judge: (shop: Shop, now?: Date, by: Actor) => Promise<boolean> | boolean'],
    ['one more kind', `'ONE' | 'TWO'`, `'ONE' | 'THREE' | 'TWO'`],
    ['one more value', `STATES: const`, `STATES.MOVED: 'MOVED'\nSTATES: const`],
  ])('may gain %s', (_, from, to) => expect(now(from, to)).toEqual([]));

  it.each<[string, string, string, string]>([
    ['lose a name', 'open: (draft: Draft, kind: Kind) => void\n', '', 'open is gone'],
    ['lose a member', 'Shop.name: string\n', '', 'Shop.name is gone'],
    ['change a member', 'Rule.id: string', 'Rule.id: number', 'Rule.id was string, and is number'],
    ['demand more of whoever writes a value', 'Rule: interface', 'Rule.order: number\nRule: interface', 'Rule.order must be given'],
    ['leave out what others read', 'ShopDraft.name: string', 'ShopDraft.name?: string', 'ShopDraft.name may be left out'],
    ['demand one more argument', 'kind: Kind)', 'kind: Kind, at: Date)', 'open was (draft: Draft, kind: Kind) => void, and is (draft: Draft, kind: Kind, at: Date) => void'],
    ['answer something else', '=> Shop | null', '=> Shop | undefined', 'Shop.static find was (id: string) => Shop | null, and is (id: string) => Shop | undefined'],
    ['lose a kind', `'ONE' | 'TWO'`, `'ONE'`, `Kind was type 'ONE' | 'TWO', and is type 'ONE'`],
    ['be null besides', `'ONE' | 'TWO'`, `'ONE' | 'TWO' | null`, `Kind was type 'ONE' | 'TWO', and is type 'ONE' | 'TWO' | null`],
    ['lose an entry', '# @regulars/shop/contract', '# @regulars/shop/other', '@regulars/shop/contract is gone'],
  ])('may not %s', (_, from, to, problem) => expect(now(from, to)).toEqual([problem]));

  it('finds members in what a type is built on', () => {
    const moved = REPORT.replace('Shop.name: string', 'Place.name: string\nPlace: class');
    expect(brokenApi(REPORT, moved)).toEqual(['@regulars/shop/contract: Shop.name is gone']);
    expect(brokenApi(REPORT, moved.replace('Shop: class', 'Shop: class extends Place'))).toEqual([]);
    expect(brokenApi(REPORT.replace('Shop: class', 'Shop: class extends Place'), REPORT)).toEqual(['@regulars/shop/contract: Shop was class extends Place, and is class']);
  });

  it('tells of a type that is gone once', () => {
    expect(brokenApi(REPORT, REPORT.replace(/^Shop[.:].*\n/gm, ''))).toEqual(['@regulars/shop/contract: Shop is gone']);
  });
});

describe('SDL of a module', () => {
  const SDL = 'extend type Query { shop(id: ID!): Shop } type Shop implements Node { id: ID! name: String! seen: DateTime owner: Member } input ShopInput { name: String! }';

  it('may gain, and name others\' types or not', () => {
    expect(brokenSdl(SDL, `${SDL.replace('seen: DateTime', 'seen: DateTime! city: String')} extend type Member { shops(first: Int): [Shop!]! }`)).toEqual([]);
    expect(brokenSdl('', SDL)).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    ['name: String! seen', 'seen', ['Shop.name was removed.']],
    ['shop(id: ID!)', 'shop(id: ID!, at: DateTime!)', ['A required arg at on Query.shop was added.']],
    ['{ name: String! }', '{ name: String! size: Int! }', ['A required field size on input type ShopInput was added.']],
    ['seen: DateTime', 'seen: Date', ['Shop.seen changed type from DateTime to Date.']],
    ['owner: Member', '', ['Shop.owner was removed.']],
    ['shop(id: ID!): Shop } type Shop', 'shop(id: ID!): Store } type Store', ['Shop was removed.', 'Query.shop changed type from Shop to Store.']],
  ])('breaks callers when %s becomes %s', (from, to, problems) => expect(brokenSdl(SDL, SDL.replace(from, to))).toEqual(problems));

  it('breaks them when it is gone', () => expect(brokenSdl(SDL, '')).toEqual(['everything it added is gone']));
});

describe('payloads of events', () => {
  const EVENT = { 'shop.opened': { at: 'string', by: 'null | string', lines: [{ sku: 'string' }], 'note?': 'string' } };
  const changed = (change: object) => brokenEvents(JSON.stringify(EVENT), JSON.stringify({ 'shop.opened': { ...EVENT['shop.opened'], ...change } }));

  it('may say more', () => expect([changed({ city: 'string' }), changed({ by: 'string' }), changed({ lines: [{ sku: 'string', size: 'number' }] })]).toEqual([[], [], []]));

  it.each<[object, string]>([
    [{ at: undefined }, 'shop.opened.at is gone'],
    [{ at: 'number' }, 'shop.opened.at was string, and is number'],
    [{ by: 'number | string' }, 'shop.opened.by was null | string, and is number | string'],
    [{ at: undefined, 'at?': 'string' }, 'shop.opened.at may be left out'],
    [{ lines: [{ sku: 'number' }] }, 'shop.opened.lines[].sku was string, and is number'],
    [{ lines: 'string' }, 'shop.opened.lines was a list, and is string'],
  ])('break who reads them with %j', (change, problem) => expect(changed(change)).toEqual([problem]));

  it('break who waits for them', () => expect(brokenEvents(JSON.stringify(EVENT), '')).toEqual(['shop.opened is not emitted any more']));
});

describe('a plan', () => {
  it('says in its front matter which packages it raises', () => {
    expect(majorsIn(`---\n'@regulars/points': major\n"@regulars/order": feat!\ntier: minor\nmember: fix\n---\n\nbrand: major\n`)).toEqual(['@regulars/points', '@regulars/order']);
    expect(majorsIn('brand: major')).toEqual([]);
  });

  it.each<[string, string, boolean]>([['1.2.3', '2.0.0', true], ['1.2.3', '1.3.0', false], ['0.1.4', '0.2.0', true], ['0.1.4', '0.1.5', false], ['0.1.4', '1.0.0', true]])('from %s to %s breaks: %s', (from, to, expected) => {
    expect(isBreakingStep(from, to)).toBe(expected);
  });

  const released: Released = { version: '0.3.1', files: { [API_FILE]: REPORT, 'schema.graphql': 'type Shop { name: String! }', 'events.json': '{"shop.opened": {"at": "string"}}' } };
  const changed = { [API_FILE]: REPORT.replace('Rule.id: string\n', ''), 'schema.graphql': 'type Shop { city: String! }' };
  const check = (version: string, ...majors: string[]) => unplanned({ name: '@regulars/shop', version }, released, changed, { majors: new Set(majors), accepted: {} });

  it('must say major when anything breaks, and is then enough', () => {
    expect(check('0.3.1', '@regulars/order')).toEqual([
      '@regulars/shop breaks who uses 0.3.1, and no version plan says so (npx nx release plan major --only-touched=false --projects=@regulars/shop):',
      '  @regulars/shop/contract: Rule.id is gone',
      '  schema.graphql: Shop.name was removed.',
      '  events.json: shop.opened is not emitted any more',
    ]);
    expect([check('0.3.1', '@regulars/shop'), check('0.4.0'), check('0.3.2').length]).toEqual([[], [], 4]);
  });

  it('is not asked for what somebody has looked at; what is not so any more is told', () => {
    const accepted = { '@regulars/shop/contract: Rule.id is gone': 'nobody wrote one', 'schema.graphql: Shop.name was removed.': 'it was always empty', 'events.json: shop.opened is not emitted any more': 'it never was', 'Shop is gone': 'old' };
    expect(unplanned({ name: '@regulars/shop', version: '0.3.1' }, released, changed, { majors: new Set(), accepted }).slice(1)).toEqual(['  tools/release/breaks-nobody.json accepts what is not so: Shop is gone']);
  });

  it('is not asked for of a package that was never released, nor where nothing breaks', () => {
    expect(unplanned({ name: '@regulars/new', version: '0.1.0' }, undefined, changed, { majors: new Set(), accepted: {} })).toEqual([]);
    expect(broken(released.files, { ...released.files, 'schema.member.graphql': 'type Shop { name: String! }' })).toEqual([]);
  });
});
