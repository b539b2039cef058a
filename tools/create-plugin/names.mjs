// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Every spelling of a plugin's name.
 * @typedef {object} Names
 * @property {string} id kebab-case
 * @property {string} Noun PascalCase
 * @property {string} camel
 * @property {string} schema snake_case
 * @property {string} title a heading
 * @property {string} prefix of its ids
 * @property {string} timestamp of its migration
 */

/** A name that cannot be given to a plugin, with the reason in one sentence. */
export class BadName extends Error {}

const KEBAB = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;
const LONGEST = 40;
const RESERVED = new Set([
  'arguments', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'enum', 'eval', 'export', 'extends', 'false',
  'finally', 'for', 'function', 'if', 'implements', 'import', 'in', 'instanceof', 'interface', 'let', 'modules', 'new', 'null', 'package', 'private', 'protected', 'public', 'return',
  'static', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'undefined', 'var', 'void', 'while', 'with', 'yield',
]);
const SCHEMAS = /^(platform|graphile_worker|information_schema|pg(_.*)?)$/;

/** @param {string} id */
const pascal = (id) => id.replace(/(^|-)([a-z0-9])/g, (_, __, /** @type {string} */ letter) => letter.toUpperCase());

/**
 * @param {string} root
 * @param {string | undefined} id
 * @param {number} now ms
 * @returns {Names}
 */
export function namesOf(root, id, now) {
  if (!id) throw new BadName('Give the plugin a name: npm run new:plugin gift-wrap');
  if (!KEBAB.test(id) || id.length > LONGEST) {
    throw new BadName(`"${id}" is no name for a plugin: use at most ${LONGEST} lower-case letters and digits, words joined by hyphens, such as gift-wrap.`);
  }
  const Noun = pascal(id);
  const camel = Noun.charAt(0).toLowerCase() + Noun.slice(1);
  const schema = id.replaceAll('-', '_');
  if (RESERVED.has(camel) || SCHEMAS.test(schema)) throw new BadName(`"${id}" has a meaning of its own in TypeScript or PostgreSQL: choose another name.`);
  refuseTaken(root, id, Noun);
  return { id, Noun, camel, schema, title: title(id), prefix: freePrefix(root, id), timestamp: String(now) };
}

/** @param {string} id */
const title = (id) => (id.charAt(0).toUpperCase() + id.slice(1)).replaceAll('-', ' ');

/** @param {string} root @param {string} id @param {string} Noun */
function refuseTaken(root, id, Noun) {
  for (const top of ['libs', 'plugins', 'apps']) {
    if (existsSync(join(root, top, id))) throw new BadName(`"${id}" is taken: there is ${top}/${id} already.`);
  }
  for (const folder of moduleFolders(root)) {
    if (nounsIn(join(root, folder, 'src/plugin.ts')).includes(Noun)) throw new BadName(`"${id}" is taken: the types of ${folder} begin with ${Noun}.`);
  }
}

/** @param {string} root */
const moduleFolders = (root) =>
  ['libs', 'plugins'].filter((top) => existsSync(join(root, top))).flatMap((top) => readdirSync(join(root, top)).map((name) => `${top}/${name}`));

/** What `definePlugin({ nouns: ['Member', …] })` lists. @param {string} file @returns {string[]} */
function nounsIn(file) {
  if (!existsSync(file)) return [];
  const list = /\bnouns:\s*\[([^[\]]*)\]/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  return [...list.matchAll(/['"](\w+)['"]/g)].map(([, noun]) => String(noun));
}

/** Three letters of the name that nothing in the modules' sources uses yet. @param {string} root @param {string} id */
function freePrefix(root, id) {
  const taken = new Set(moduleFolders(root).flatMap((folder) => sourcesIn(join(root, folder, 'src'))).flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/['"]([a-z]{3})['"]/g)].map(([, text]) => text)));
  for (const prefix of candidates(id.replace(/[^a-z]/g, ''))) if (!taken.has(prefix)) return prefix;
  throw new BadName(`"${id}" leaves no three letters for the ids of its things: choose another name.`);
}

/** @param {string} letters */
function* candidates(letters) {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  for (const pool of [letters, alphabet]) {
    for (let second = pool === letters ? 1 : 0; second < pool.length; second++) {
      for (let third = pool === letters ? second + 1 : 0; third < pool.length; third++) yield `${letters.charAt(0)}${pool.charAt(second)}${pool.charAt(third)}`;
    }
  }
}

/** @param {string} folder @returns {string[]} */
function sourcesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => join(folder, path));
}
