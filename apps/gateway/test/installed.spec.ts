import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { findConfig } from '../src/installed/config-file';
import { load, resolutionProblem } from '../src/installed/load';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-installed-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const configured = (...plugins: string[]): string => write('regulars.config.json', JSON.stringify({ plugins }));
const packaged = (name: string, source: string): string => write(`node_modules/${name}/index.js`, source);
const exporting = (plugin: object): string => `exports.default = ${JSON.stringify(plugin)};`;
const ours = require.resolve('graphql');

const core: readonly PluginDefinition[] = [{ id: 'member', version: '1.2.0', sdk: '^1.0.0', core: true }];
const wrap = { id: 'gift-wrap', version: '0.1.0', sdk: '^1.0.0', requires: { member: '^1.1.0' } };

/** What a start would say, without the folder. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message.replaceAll(folder, '.');
  }
  throw new Error('It was not refused');
}

it('installs what the file names, behind the core', () => {
  packaged('gift-wrap', exporting(wrap));
  packaged('@shop/milk-run', exporting({ ...wrap, id: 'milk-run' }));
  write('local/index.js', exporting({ ...wrap, id: 'local' }));
  expect(load(core, configured('@shop/milk-run', 'gift-wrap', './local')).map(({ id }) => id)).toEqual(['member', 'milk-run', 'gift-wrap', 'local']);
  expect(load(core, configured())).toEqual(core);
});

it('says everything that is wrong at once, and whose fault it is', () => {
  packaged('gift-wrap', exporting(wrap));
  packaged('@shop/wrapping', exporting(wrap));
  packaged('future', exporting({ id: 'future', version: '3.0.0', sdk: '^2.0.0', requires: { member: '^2.0.0', lottery: '*' } }));
  packaged('people', exporting({ id: 'member', version: '1.0.0', sdk: '*' }));
  packaged('left-pad', 'module.exports = () => undefined;');
  packaged('a-function', 'exports.default = () => undefined;');
  packaged('half', exporting({ id: 'half', sdk: 'newest', jobs: {} }));
  packaged('throwing', 'throw new Error("no licence key");');
  packaged('two-copies', exporting({ ...wrap, id: 'two-copies' }));
  packaged('two-copies/node_modules/graphql', 'throw new Error("must not be loaded");');
  packaged('own-member', exporting({ ...wrap, id: 'own-member' }));
  packaged('own-member/node_modules/@regulars/member', 'throw new Error("must not be loaded");');
  write('node_modules/modern/package.json', '{ "exports": { "./other": "./other.js" } }');
  const names = ['gift-wrap', 'absent', 'gift-wrap', '@shop/wrapping', 'future', 'people', 'left-pad', 'a-function', 'half', 'throwing', 'two-copies', 'own-member', 'modern'];
  const [title, ...lines] = refusal(() => load(core, configured(...names))).split('\n');
  expect(title).toBe('./regulars.config.json cannot be installed:');
  expect(lines.filter((line) => !line.startsWith('- modern: '))).toEqual([
    '- gift-wrap is named twice',
    '- absent: is not installed: npm install it where the configuration stands',
    "- left-pad: has no default export: a plugin's package exports its definition (`definePlugin`) as default",
    '- a-function: its default export is no plugin: it is no object',
    '- half: its version is undefined, not one such as 1.2.3',
    '- half: it says of sdk "newest", not a range such as ^1.0.0',
    '- half: jobs is no list',
    '- throwing: cannot be loaded: no licence key',
    `- two-copies: has a copy of graphql of its own (./node_modules/two-copies/node_modules/graphql/index.js), and two copies do not work together: name graphql in its peerDependencies, with a range that ours fulfils (${ours})`,
    `- own-member: has a copy of @regulars/member of its own (./node_modules/own-member/node_modules/@regulars/member/index.js), and two copies do not work together: name @regulars/member in its peerDependencies, with a range that ours fulfils (${require.resolve('@regulars/member')})`,
    '- @shop/wrapping: is the plugin gift-wrap, and so is gift-wrap',
    '- people: is the plugin member, and so is the core, which is always installed',
    '- future@3.0.0 needs plugin-sdk ^2.0.0, this is 1.0.0',
    '- future requires member ^2.0.0, installed is 1.2.0',
    '- future requires lottery, which is not installed',
  ]);
  expect(lines.filter((line) => line.startsWith('- modern: '))).toHaveLength(1);
});

it.each([
  ['a package that is not there', "Cannot find module 'gift-wrap'\nRequire stack:\n- /srv/regulars.config.json", 'is not installed: npm install it where the configuration stands'],
  ['one that was not built', "Cannot find module '/srv/node_modules/gift-wrap/dist/index.js'\nRequire stack:", "leads to a file that is not there: Cannot find module '/srv/node_modules/gift-wrap/dist/index.js'"],
])('tells %s from others', (_, message, problem) => {
  expect(resolutionProblem('gift-wrap', Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND' }))).toBe(problem);
});

it('looks where it was told, else from the working directory upwards', () => {
  const file = configured();
  const inner = join(folder, 'libs/points');
  mkdirSync(inner, { recursive: true });
  expect(findConfig(undefined, inner)).toBe(file);
  const other = write('libs/other.json', '{}');
  expect(findConfig('../other.json', inner)).toBe(other);
  const nearer = write('libs/regulars.config.ts', 'export default { plugins: [] };');
  expect(findConfig(undefined, inner)).toBe(nearer);
});

it('starts with nothing rather than without what is missing', () => {
  expect(refusal(() => findConfig(undefined, folder))).toBe('./regulars.config.json cannot be installed:\n- there is no such file, here or above: write one ({ "plugins": [] }), or name one with REGULARS_CONFIG');
  expect(refusal(() => findConfig('there.json', folder))).toBe('./there.json cannot be installed:\n- REGULARS_CONFIG names it, and it is not there');
  configured();
  write('regulars.config.js', '');
  expect(refusal(() => findConfig(undefined, folder))).toBe('./regulars.config.json cannot be installed:\n- ./regulars.config.js is there too: keep one of them');
});

it.each([
  ['another key', '{ "plugins": [], "plans": [] }', 'the file: Unrecognized key: "plans"'],
  ['a definition in place of a name', '{ "plugins": [{ "id": "gift-wrap" }] }', 'plugins.0: Invalid input: expected string, received object'],
  ['no list', '{}', 'plugins: Invalid input: expected array, received undefined'],
])('refuses %s', (_, text, problem) => {
  expect(refusal(() => load(core, write('regulars.config.json', text)))).toBe(`./regulars.config.json cannot be installed:\n- ${problem}`);
});

it('refuses what is no JSON', () => {
  expect(refusal(() => load(core, write('regulars.config.json', '{ plugins }')))).toMatch(/^\.\/regulars\.config\.json cannot be installed:\n- cannot be read: /);
});

it.each(['regulars.config.js', 'regulars.config.cjs', 'regulars.config.ts'])('reads %s', (name) => {
  packaged('gift-wrap', exporting(wrap));
  const text = name.endsWith('.ts') ? 'const plugins: string[] = ["gift-wrap"];\nexport default { plugins };' : 'module.exports = { plugins: ["gift-wrap"] };';
  expect(load(core, write(name, text)).map(({ id }) => id)).toEqual(['member', 'gift-wrap']);
});
