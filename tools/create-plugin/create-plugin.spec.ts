import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPlugin } from './main.mjs';

const root = join(__dirname, '../..');
const NOW = 1_795_000_000_000;
const KNOWN = ['tools/tsconfig.json', 'tools/tsconfig.specs.json', 'regulars.config.json', 'package.json', 'package-lock.json'];

/** As much of the workspace as the generator looks at. */
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-generator-'));
  const manifests = ['plugin-sdk', 'brand', 'member', 'testing'].map((name) => `libs/${name}/package.json`);
  for (const path of [...KNOWN, ...manifests, 'libs/member/src/plugin.ts', 'plugins/stamp-card/src/plugin.ts']) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    cpSync(join(root, path), join(workspace, path));
  }
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(workspace, path), 'utf8');
const filesIn = (folder: string): string[] => readdirSync(join(workspace, folder), { recursive: true, encoding: 'utf8' }).sort();

it('makes a plugin and lets the workspace know it', () => {
  const written = createPlugin(workspace, 'gift-wrap', NOW);
  expect(written).toContain('plugins/gift-wrap/src/plugin.ts');
  expect(read('plugins/gift-wrap/src/plugin.ts')).toContain('export const giftWrap = definePlugin({');
  expect(read('plugins/gift-wrap/src/data/create-gift-wrap.migration.ts')).toContain("readonly name = 'CreateGiftWrap1795000000000';");
  expect(read('tools/tsconfig.json')).toContain('{ "path": "../plugins/gift-wrap" },');
  expect(read('tools/tsconfig.specs.json')).toContain('{ "path": "../plugins/gift-wrap" },');
  expect(JSON.parse(read('regulars.config.json')).plugins.at(-1)).toBe('@regulars/gift-wrap');
  expect(read('plugins/gift-wrap/src/index.ts')).toBe("export { giftWrap, giftWrap as default } from './plugin';\n");
  const { packages } = JSON.parse(read('package-lock.json'));
  expect(packages['node_modules/@regulars/gift-wrap']).toEqual({ resolved: 'plugins/gift-wrap', link: true });
  expect(packages['plugins/gift-wrap']).toEqual({
    name: '@regulars/gift-wrap', version: '0.1.0', license: 'Apache-2.0',
    dependencies: { zod: packages[''].dependencies.zod },
    devDependencies: { '@regulars/brand': packages['libs/brand'].version, '@regulars/testing': packages['libs/testing'].version },
    peerDependencies: { '@regulars/member': `^${packages['libs/member'].version}`, '@regulars/plugin-sdk': `^${packages['libs/plugin-sdk'].version}`, graphql: '^16.15.0', 'type-graphql': '^2.0.0-rc.4', typeorm: '^1.1.1' },
  });
});

it('makes one after the other', () => {
  createPlugin(workspace, 'gift-wrap', NOW);
  createPlugin(workspace, 'milk-run', NOW);
  expect(JSON.parse(read('regulars.config.json')).plugins.slice(-2)).toEqual(['@regulars/gift-wrap', '@regulars/milk-run']);
  expect(read('tools/tsconfig.json')).toMatch(/"\.\.\/plugins\/gift-wrap" \},\n {4}\{ "path": "\.\.\/plugins\/milk-run" \},\n/);
});

it('leaves no mark of a template', () => {
  for (const path of createPlugin(workspace, 'gift-wrap', NOW)) {
    expect(path).not.toContain('{{');
    expect(read(path)).not.toContain('{{');
  }
});

it('sorts the snapshot of the schema by what its types are called', () => {
  createPlugin(workspace, 'gift-wrap', NOW);
  createPlugin(workspace, 'milk-run', NOW);
  const order = (id: string) => [...read(`plugins/${id}/schema.graphql`).matchAll(/^(?:extend )?(?:type|input) (\w+)/gm)].map(([, name]) => name);
  expect(order('gift-wrap').slice(-4)).toEqual(['GiftWrapNoteWrittenEvent', 'Member', 'Mutation', 'Query']);
  expect(order('milk-run')[0]).toBe('Member');
  expect(order('milk-run').slice(-3)).toEqual(['MilkRunNoteWrittenEvent', 'Mutation', 'Query']);
});

it('takes letters for ids that no module uses', () => {
  createPlugin(workspace, 'gift-wrap', NOW);
  createPlugin(workspace, 'gift-wallet', NOW);
  expect(read('plugins/gift-wrap/src/domain/ids.ts')).toContain("NOTE_PREFIX = 'gif';");
  expect(read('plugins/gift-wallet/src/domain/ids.ts')).toContain("NOTE_PREFIX = 'git';");
});

it.each([
  ['nothing', undefined, 'Give the plugin a name: npm run new:plugin gift-wrap'],
  ['capitals', 'GiftWrap', '"GiftWrap" is no name for a plugin: use at most 40 lower-case letters and digits, words joined by hyphens, such as gift-wrap.'],
  ['a path', '../gift', '"../gift" is no name for a plugin: use at most 40 lower-case letters and digits, words joined by hyphens, such as gift-wrap.'],
  ['a scope', '@regulars/gift', '"@regulars/gift" is no name for a plugin: use at most 40 lower-case letters and digits, words joined by hyphens, such as gift-wrap.'],
  ['a name without end', 'g'.repeat(41), `"${'g'.repeat(41)}" is no name for a plugin: use at most 40 lower-case letters and digits, words joined by hyphens, such as gift-wrap.`],
  ['a word of TypeScript', 'delete', '"delete" has a meaning of its own in TypeScript or PostgreSQL: choose another name.'],
  ['a schema of PostgreSQL', 'pg-gift', '"pg-gift" has a meaning of its own in TypeScript or PostgreSQL: choose another name.'],
  ['a core module', 'member', '"member" is taken: there is libs/member already.'],
  ['a plugin that is there', 'stamp-card', '"stamp-card" is taken: there is plugins/stamp-card already.'],
  ['the noun of another module', 'consent', '"consent" is taken: the types of libs/member begin with Consent.'],
])('refuses %s and changes nothing', (_, id, reason) => {
  const before = [filesIn('plugins'), ...KNOWN.map(read)];
  expect(() => createPlugin(workspace, id, NOW)).toThrow(reason);
  expect([filesIn('plugins'), ...KNOWN.map(read)]).toEqual(before);
});
