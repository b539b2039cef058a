// @ts-check
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const templates = fileURLToPath(new URL('template', import.meta.url));
const SUFFIX = '.tpl';

/** @param {string} text @param {Readonly<Record<string, string>>} values */
export function fill(text, values) {
  return text.replace(/\{\{([\w.-]+)\}\}/g, (_, /** @type {string} */ name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The templates ask for {{${name}}}, which nobody gives`);
    return value;
  });
}

/** What a new plugin consists of, by path within its folder. @param {Readonly<Record<string, string>>} values */
export function filesOf(values) {
  const paths = readdirSync(templates, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(templates, path)).isFile());
  return new Map(paths.sort().map((path) => {
    const name = fill(path, values).slice(0, -SUFFIX.length);
    const text = fill(readFileSync(join(templates, path), 'utf8'), values);
    return [name, name === 'schema.graphql' ? sortTypes(text) : text];
  }));
}

/** The snapshot sorts types by name, and where the plugin's own stand among them depends on what it is called. @param {string} sdl */
function sortTypes(sdl) {
  const nameOf = (/** @type {string} */ part) => /^(?:extend )?(?:type|input|enum|interface|union|scalar) (\w+)/m.exec(part)?.[1] ?? '';
  const parts = sdl.trimEnd().split(/\n\n(?=(?:"""|extend |type |input |enum |interface |union |scalar ))/);
  return `${parts.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).join('\n\n')}\n`;
}

/** @param {string} folder @param {ReadonlyMap<string, string>} files */
export function writeFiles(folder, files) {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { flag: 'wx' });
  }
}
