import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fill } from '../create-plugin/templates.mjs';
import { excerptOf, withExcerpts } from './excerpts';
import { inventoryOf, keysOf, membersOf, sentencesIn } from './inventory';
import { anchorsOf, quotedIn, typedBlocks, unnamed, unsaid, withoutChapter, withoutExample } from './page';

const ROOT = join(__dirname, '../..');
const FILE = join(ROOT, 'docs/plugins.md');
const page = readFileSync(FILE, 'utf8');
const inventory = inventoryOf(ROOT);

/** As the generator would call it; by heart, since whoever follows the page has made a plugin of this name. */
const names = { id: 'gift-wrap', Noun: 'GiftWrap', camel: 'giftWrap', schema: 'gift_wrap', title: 'Gift wrap', prefix: 'gif', timestamp: '1795000000000' };
const generated = (template: string): string => fill(template, names);

describe('the plugin author\'s guide', () => {
  it('shows each example as its source has it now (UPDATE=1 copies them anew)', () => {
    const { text, problems, count } = withExcerpts(ROOT, page, generated);
    if (process.env.UPDATE) writeFileSync(FILE, text);
    expect(problems).toEqual([]);
    expect(count).toBe(page.match(/^<!-- /gm)?.length);
    if (!process.env.UPDATE) expect(page.split('\n')).toEqual(text.split('\n'));
  });

  it('has a chapter with an example for all that a plugin can define, and for every extension point', () => {
    const { members, points } = inventory;
    expect([members.length > 20, points.length > 15]).toEqual([true, true]);
    expect(withoutChapter(page, [...members, ...points])).toEqual([]);
    expect(withoutExample(page, [...members, ...points])).toEqual([]);
  });

  it('names everything that can be called or listened to', () => {
    const { services, moments, events, context } = inventory;
    expect([services.length > 20, moments.length, events.length > 20, context.length > 20]).toEqual([true, 1, true, true]);
    expect(unnamed(page, [...services, ...moments, ...events, ...context])).toEqual([]);
  });

  it('says of each promise of the conformance kit, and of each refusal at start, what to do', () => {
    const { promises, refusals, said } = inventory;
    expect([promises.length > 20, refusals.length > 15]).toEqual([true, true]);
    expect(promises.filter((promise) => !page.includes(`\n| ${promise} | `))).toEqual([]);
    expect(unsaid(page, 'Trouble', said)).toEqual([]);
    const quoted = quotedIn(page);
    expect(refusals.filter((refusal) => !quoted.includes(refusal.replaceAll('`', '')))).toEqual([]);
  });

  it('has no code that somebody typed, and no link that leads nowhere', () => {
    expect(typedBlocks(page, ['ts', 'js', 'graphql', 'sql'])).toEqual([]);
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = '', anchor]) => ({ file: path === '' ? FILE : join(ROOT, 'docs', path), anchor }));
    expect(links.filter(({ file }) => !existsSync(file))).toEqual([]);
    expect(links.filter(({ file, anchor }) => anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor))).toEqual([]);
    expect(links.length).toBeGreaterThan(15);
  });
});

describe('an excerpt', () => {
  const source = ['import x;', '', '/** One. */', '@Deco()', 'export class A {', '  a = 1;', '', '  @Field()', '  b(', '    c: string,', '  ): string {', '    return c;', '  }', '}', '', 'const text = `', '  SELECT 1`;', 'const list = [', '  {', "    id: 'x',", '    n: 1,', '  },', '];', ''].join('\n');

  it('is a declaration with what stands above it', () => {
    expect(excerptOf(source, ['export class A'])).toBe(source.split('\n').slice(2, 14).join('\n'));
    expect(excerptOf(source, ['b('])).toBe('@Field()\nb(\n  c: string,\n): string {\n  return c;\n}');
    expect(excerptOf(source, ['const text'])).toBe('const text = `\n  SELECT 1`;');
    expect(excerptOf(source, ["around id: 'x'"])).toBe("{\n  id: 'x',\n  n: 1,\n},");
    expect(excerptOf(source, ['const text', 'const list'])).toBe('const text = `\n  SELECT 1`;\nconst list = [\n  {\n    id: \'x\',\n    n: 1,\n  },\n];');
    expect(excerptOf(source, ['import', 'const text'])).toBe('import x;\n\nconst text = `\n  SELECT 1`;');
    expect(excerptOf('all\nof it\n', [])).toBe('all\nof it');
  });

  it('must be there, once', () => {
    expect(() => excerptOf(source, ['const gone'])).toThrow('no line begins with "const gone"');
    expect(() => excerptOf(source, ['const'])).toThrow('2 lines begin with "const"');
  });

  it('that differs from its source, or has none, is found out', () => {
    const copied = '<!-- tools/guide/excerpts.ts: const CLOSES -->\n```ts\nconst CLOSES = 1;\n```';
    expect(withExcerpts(ROOT, copied, generated)).toEqual({ text: "<!-- tools/guide/excerpts.ts: const CLOSES -->\n```ts\nconst CLOSES = /^[\\])}`]/;\n```", problems: [], count: 1 });
    expect(withExcerpts(ROOT, copied.replace('excerpts', 'nothing'), generated).problems).toEqual([expect.stringMatching(/^tools\/guide\/nothing.ts: ENOENT/)]);
  });
});

describe('what is missing on a page', () => {
  const text = '# A\n\n### `jobs`, `tasks`\n\nText of `Limits` and `ctx.now`.\n\n<!-- a/b.ts -->\n```ts\nx\n```\n\n### `nodes`\n\n```ts\n# `no` heading\n```\n';

  it('is told', () => {
    expect(withoutChapter(text, ['jobs', 'tasks', 'nodes', 'limits', 'no'])).toEqual(['limits', 'no']);
    expect(withoutExample(text, ['jobs', 'tasks', 'nodes'])).toEqual(['nodes']);
    expect(unnamed(text, ['Limits', 'now', 'Limit', 'Text'])).toEqual(['Limit', 'Text']);
    expect(typedBlocks(text, ['ts'])).toEqual(['```ts']);
    expect(unsaid('## B\n\n| `… is gone`, `it … too` | x |\n', 'B', 'throw `${a} is gone`')).toEqual(['it', 'too']);
    expect(quotedIn(text)).toEqual(['jobs', 'tasks', 'Limits', 'ctx.now', 'nodes']);
  });

  it('is known from the sources', () => {
    expect(membersOf('export interface X {\n  /** a: */\n  readonly a: string;\n  b?(): void;\n  c<T>(d: T): void;\n}\n', 'X')).toEqual(['a', 'b', 'c']);
    expect(keysOf("export const X: Y = {\n  'a b': c,\n  // d\n  'e f': g,\n};\n", 'X')).toEqual(['a b', 'e f']);
    expect(sentencesIn("/** isn't */\nf(`${a.b({ c: 1 })} is no ${d}`); g(`${x}.${y}`, 'two words'); h('that\\'s said of `it`')")).toEqual(['… is no …', "that's said of `it`"]);
  });
});
