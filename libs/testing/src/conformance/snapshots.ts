import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addedFiles } from './schema.checks';
import { type Check, schemaNameOf, shopWith, type Subject } from './subject';

/** The package that the running spec belongs to. */
export function folderOf({ options }: Subject): string {
  if (options.folder) return options.folder;
  let folder = dirname(String(expect.getState().testPath));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Compares with the committed file, or writes it when UPDATE=1. */
function compare(folder: string, file: string, text: string): string[] {
  const path = join(folder, file);
  const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (committed === text) return [];
  if (!process.env.UPDATE) return [`${file} is not what the module ${committed ? 'adds now' : 'adds, it is absent'}: run its specs with UPDATE=1 and commit it.\n${firstDifference(committed, text)}`];
  if (text === '') rmSync(path);
  else writeFileSync(path, text);
  return [];
}

function firstDifference(committed: string, text: string): string {
  const [was, is] = [committed.split('\n'), text.split('\n')];
  const line = is.findIndex((one, index) => one !== was[index]);
  const at = line < 0 ? is.length : line;
  return `line ${at + 1}: committed ${JSON.stringify(was[at] ?? null)}, now ${JSON.stringify(is[at] ?? null)}`;
}

/** The SDL that the module adds, for each audience, is what was committed. */
export const sdlIsCommitted: Check = async (subject) => {
  const files = addedFiles(subject);
  const folder = folderOf(subject);
  return ['schema.graphql', 'schema.member.graphql', 'schema.platform.graphql'].flatMap((file) => compare(folder, file, files.get(file) ?? ''));
};

/** The shape of what integrators read is what was committed. */
export const eventShapesAreCommitted: Check = async (subject) => {
  const shop = await shopWith(subject, 1);
  const recorded = await subject.platform.rows<{ name: string; payload: object }>('SELECT name, payload FROM platform.event WHERE brand_id = $1 ORDER BY name', [shop.id]);
  const samples = [
    ...recorded.filter(({ name }) => name.startsWith(`${subject.plugin.id}.`) || name.startsWith(`${schemaNameOf(subject.plugin)}.`)),
    ...Object.entries(subject.options.events ?? {}).flatMap(([name, payloads]) => payloads.map((payload) => ({ name, payload }))),
  ];
  const names = [...new Set(samples.map(({ name }) => name))].sort();
  const shapes = Object.fromEntries(names.map((name) => [name, shapeOf(samples.filter((sample) => sample.name === name).map(({ payload }) => payload))]));
  return compare(folderOf(subject), 'events.json', names.length > 0 ? `${JSON.stringify(shapes, null, 2)}\n` : '');
};

type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);

/** What all of the values together may look like. */
function shapeOf(values: readonly unknown[]): Shape {
  const kinds = [...new Set(values.map(kindOf))].sort();
  if (kinds.length !== 1) return kinds.join(' | ');
  if (kinds[0] === 'list') return [shapeOf((values as readonly unknown[][]).flat())];
  if (kinds[0] !== 'object') return kinds[0] ?? 'nothing';
  const objects = values as readonly Record<string, unknown>[];
  const keys = [...new Set(objects.flatMap(Object.keys))].sort();
  return Object.fromEntries(keys.map((key) => [objects.every((one) => key in one) ? key : `${key}?`, shapeOf(objects.filter((one) => key in one).map((one) => one[key]))]));
}
