import { createRequire } from 'node:module';
import { compositionProblems } from '@regulars/kernel';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { readConfig } from './config-file';
import { InstallationError } from './installation-error';
import { ownCopies } from './own-copies';
import { shapeProblems } from './shape';

/** What one package brought, and what is wrong with it. */
interface Loaded {
  readonly name: string;
  readonly plugin?: PluginDefinition;
  readonly problems: readonly string[];
}

/** The core and the plugins a file names, each the default export of its package. */
export function load(core: readonly PluginDefinition[], file: string): readonly PluginDefinition[] {
  const require = createRequire(file);
  const names = readConfig(file);
  const loaded = [...new Set(names)].map((name) => loadPackage(core, require, name));
  const plugins = loaded.flatMap(({ plugin }) => (plugin ? [plugin] : []));
  const problems = [
    ...names.filter((name, at) => names.indexOf(name) < at).map((name) => `${name} is named twice`),
    ...loaded.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)),
    ...sameIds(core, loaded),
    ...compositionProblems(oneOfEach([...core, ...plugins])),
  ];
  if (problems.length > 0) throw new InstallationError(file, problems);
  return [...core, ...plugins];
}

function loadPackage(core: readonly PluginDefinition[], require: NodeJS.Require, name: string): Loaded {
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (error) {
    return { name, problems: [resolutionProblem(name, error as NodeJS.ErrnoException)] };
  }
  // First: a plugin with a graphql of its own may fail to load in words that say nothing of the cause.
  const copies = ownCopies(core, entry);
  if (copies.length > 0) return { name, problems: copies };
  try {
    const { default: exported } = require(name) as { default?: unknown };
    const problems = shapeProblems(exported);
    return problems.length > 0 ? { name, problems } : { name, plugin: exported as PluginDefinition, problems };
  } catch (error) {
    return { name, problems: [`cannot be loaded: ${firstLine(error)}`] };
  }
}

/** A package that is there may still lead to files that are not: one that was not built. */
export function resolutionProblem(name: string, error: NodeJS.ErrnoException): string {
  if (error.code !== 'MODULE_NOT_FOUND') return `exports nothing that can be required: ${firstLine(error)}`;
  return error.message.includes(`'${name}'`) ? 'is not installed: npm install it where the configuration stands' : `leads to a file that is not there: ${firstLine(error)}`;
}

/** What follows is a list of who required whom. */
const firstLine = (error: unknown): string => String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';

/** Two packages, or a package and the core, that say they are the same plugin. */
function sameIds(core: readonly PluginDefinition[], loaded: readonly Loaded[]): string[] {
  const owners = new Map(core.map(({ id }) => [id, 'the core, which is always installed']));
  return loaded.flatMap(({ name, plugin }) => {
    if (!plugin) return [];
    const owner = owners.get(plugin.id);
    owners.set(plugin.id, owner ?? name);
    return owner === undefined ? [] : [`${name}: is the plugin ${plugin.id}, and so is ${owner}`];
  });
}

const oneOfEach = (modules: readonly PluginDefinition[]): PluginDefinition[] => modules.filter(({ id }, at) => modules.findIndex((other) => other.id === id) === at);
