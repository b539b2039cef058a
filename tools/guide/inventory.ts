import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an author can meet, as the sources have it. */
export interface Inventory {
  readonly members: readonly string[];
  readonly points: readonly string[];
  readonly services: readonly string[];
  readonly moments: readonly string[];
  /** Those that core modules let others import. */
  readonly events: readonly string[];
  readonly context: readonly string[];
  /** Of the conformance kit. */
  readonly promises: readonly string[];
  /** Why modules are not composed: with `…` for what differs. */
  readonly refusals: readonly string[];
  /** The sources that say why something does not start, as text. */
  readonly said: string;
}

/** Where it is said why something is not started. */
const REFUSALS = [
  ...['registry-checks', 'registry-graphql-checks'].map((name) => `libs/kernel/src/${name}.ts`),
  ...['config-file', 'load', 'own-copies', 'shape'].map((name) => `apps/gateway/src/installed/${name}.ts`),
];

/** Where it is said behind that, among much else. */
const LATER = ['migrate', 'migrations/history', 'known-schema', 'isolation', 'masks'].map((name) => `libs/kernel/src/${name}.ts`);

interface Source {
  readonly path: string;
  readonly text: string;
}

function sourcesOf(root: string): Source[] {
  const folders = ['libs', 'plugins'].flatMap((top) => readdirSync(join(root, top)).map((name) => join(top, name, 'src'))).filter((folder) => existsSync(join(root, folder)));
  return folders.flatMap((folder) => {
    const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
    return paths.map((path) => ({ path: join(folder, path), text: readFileSync(join(root, folder, path), 'utf8') }));
  });
}

export function inventoryOf(root: string): Inventory {
  const sources = sourcesOf(root);
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  return {
    members: membersOf(read('libs/plugin-sdk/src/plugin.ts'), 'PluginDefinition'),
    context: membersOf(read('libs/plugin-sdk/src/context.ts'), 'Context'),
    points: declared(sources, 'defineExtensionPoint').map(({ name }) => name),
    services: declared(sources, 'defineService').map(({ name }) => name),
    moments: declared(sources, 'defineMoment').map(({ name }) => name),
    events: declared(sources, 'defineEvent').filter(({ name, path }) => path.startsWith('libs') && isOffered(sources, path, name)).map(({ name }) => name),
    promises: keysOf(read('libs/testing/src/conformance/describe-plugin.ts'), 'CHECKS'),
    refusals: REFUSALS.flatMap((path) => sentencesIn(read(path))),
    said: [...REFUSALS, ...LATER].map(read).join('\n').replace(/\\(.)/g, '$1'),
  };
}

/** Names of an interface's members. */
export function membersOf(text: string, name: string): string[] {
  const [, body] = new RegExp(`export interface ${name} \\{\\n([^]*?)\\n\\}`).exec(text) ?? [];
  if (body === undefined) throw new Error(`There is no interface ${name}`);
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[<(:]/gm)].map(([, member = '']) => member);
}

/** Quoted keys of an object that is a constant. */
export function keysOf(text: string, name: string): string[] {
  const [, body] = new RegExp(`export const ${name}\\b.*\\{\\n([^]*?)\\n\\};`).exec(text) ?? [];
  if (body === undefined) throw new Error(`There is no constant ${name}`);
  return [...body.matchAll(/^ {2}'(.+)':/gm)].map(([, key = '']) => key);
}

function declared(sources: readonly Source[], by: string): { readonly name: string; readonly path: string }[] {
  const pattern = new RegExp(`^export const (\\w+) =\\s+${by}\\b`, 'gm');
  return sources.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([, name = '']) => ({ name, path })));
}

function isOffered(sources: readonly Source[], path: string, name: string): boolean {
  const folder = path.slice(0, path.indexOf('src'));
  const contract = sources.find((source) => source.path === `${folder}src/contract.ts`);
  return contract !== undefined && new RegExp(`\\b${name}\\b`).test(contract.text);
}

/** The texts in a file that are sentences, with `…` in the place of what they are filled with. */
export function sentencesIn(text: string): string[] {
  const literals = text.replace(/\/\*[^]*?\*\/|^import .*$|\/\/.*$/gm, '').matchAll(/'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`/g);
  const texts = [...literals].map(([, quoted, template = '']) => (quoted ?? template.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…')).replace(/\\(.)/g, '$1'));
  return [...new Set(texts.filter((one) => one.split(' ').filter((word) => /[a-z]{2}/.test(word)).length >= (one.includes('…') ? 2 : 4)))];
}
