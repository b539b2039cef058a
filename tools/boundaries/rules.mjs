// @ts-check
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';

/** @typedef {import('./workspace.mjs').Project} Project */
/** @typedef {import('./workspace.mjs').Manifest} Manifest */
/** @typedef {import('./workspace.mjs').SourceFile} SourceFile */
/** @typedef {{ project: Project, file: SourceFile, specifier: string, root: Manifest, byName: Map<string, Project> }} Use */

/** Which layers each layer may import; `plugin` is core modules and plugins alike. @type {Record<string, string[]>} */
const mayImport = {
  sdk: [],
  kernel: ['sdk'],
  testing: ['sdk', 'kernel'],
  plugin: ['sdk', 'plugin'],
  app: ['sdk', 'kernel', 'plugin', 'app'],
};
const specsMayAlsoImport = ['testing', 'plugin'];

/** @param {Project} project */
export function layerProblem({ folder, layer }) {
  if (layer && layer in mayImport) return undefined;
  const layers = Object.keys(mayImport).map((name) => `layer:${name}`);
  return `${folder}/package.json: nx.tags must name one of ${layers.join(', ')}`;
}

/** What is wrong with one import, in words; undefined when nothing is. @param {Use} use @returns {string | undefined} */
export function importProblem(use) {
  const { specifier, project, byName } = use;
  if (specifier.startsWith('.') || specifier.startsWith('/')) return relativeProblem(use);
  if (isBuiltin(specifier)) return undefined;
  const name = packageOf(specifier);
  if (name === project.manifest.name) return undefined;
  const target = byName.get(name);
  return target ? workspaceProblem(use, target) : npmProblem(use, name);
}

/** @param {string} specifier */
const packageOf = (specifier) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

/** @param {Use} use */
function relativeProblem({ project, file, specifier }) {
  const target = specifier.startsWith('/') ? specifier : posix.join(posix.dirname(file.path), specifier);
  const inside = posix.relative(project.folder, target);
  if (inside.startsWith('..')) return `"${specifier}" leaves ${project.manifest.name}: import the other package by its name`;
  if (file.isSpec) return undefined;
  const from = partOf(posix.relative(project.folder, file.path));
  const to = partOf(inside);
  const below = { domain: ['api'], data: ['domain', 'api'] }[from ?? ''];
  return to && below?.includes(to) ? `src/${from} must not import src/${to}` : undefined;
}

/** Of `src/domain/earn.ts`: `domain`. @param {string} path */
const partOf = (path) => /^src\/(\w+)(\/|$)/.exec(path)?.[1];

/** @param {Use} use @param {Project} target */
function workspaceProblem({ project, file, specifier }, target) {
  const { name } = target.manifest;
  const from = project.layer ?? '';
  const to = target.layer ?? '';
  const allowed = [...(mayImport[from] ?? []), ...(file.isSpec ? specsMayAlsoImport : [])];
  if (!allowed.includes(to)) return `layer:${from} must not import ${name} (layer:${to})`;
  if (!declares(project.manifest, name, file.isSpec)) return `${name} is not in the dependencies of ${project.manifest.name}`;
  if (file.isSpec) return undefined;
  // Two copies of ours do not work together: outside, npm must find the one that all agree on.
  if (project.manifest.publishConfig && project.manifest.dependencies?.[name]) return `${name} must stand in the peerDependencies of ${project.manifest.name}, which is published`;
  if (from !== 'plugin' || to !== 'plugin') return undefined;
  if (specifier !== `${name}/contract`) return `"${specifier}" is the inside of another module: import "${name}/contract"`;
  const id = posix.basename(target.folder);
  const missing = project.requires && !project.requires.has(id);
  return missing ? `${name} is imported but definePlugin does not list '${id}' in requires` : undefined;
}

/** @param {Use} use @param {string} name */
function npmProblem({ project, file, root }, name) {
  const inside = partOf(posix.relative(project.folder, file.path));
  if (inside === 'domain' && !file.isSpec && name === 'type-graphql') return 'src/domain must not import type-graphql';
  if (project.manifest.publishConfig && !file.isSpec) return publishedProblem(project, name, root);
  const forTests = file.isSpec || project.layer === 'testing';
  if (declares(project.manifest, name, forTests) || declares(root, name, forTests)) return undefined;
  const hint = declares(root, name, true) ? ' (devDependencies are for specs and tools)' : '';
  return `${name} is neither in the dependencies of ${project.manifest.name} nor in those of the root${hint}`;
}

/** Outside, nobody has what only the root asks for; and inside there is one version of everything. @param {Project} project @param {string} name @param {Manifest} root */
function publishedProblem({ manifest }, name, root) {
  if (!declares(manifest, name, false)) return `${name} is not in the dependencies of ${manifest.name}, which is published`;
  const [asked, pinned] = [manifest.dependencies?.[name], root.dependencies?.[name] ?? root.devDependencies?.[name]];
  return asked !== undefined && pinned !== undefined && asked !== pinned ? `${name} is ${asked} in ${manifest.name} and ${pinned} in the root` : undefined;
}

/** @param {Manifest} manifest @param {string} name @param {boolean} forTests */
function declares(manifest, name, forTests) {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest;
  const lists = [dependencies, peerDependencies, optionalDependencies, ...(forTests ? [devDependencies] : [])];
  return lists.some((list) => list?.[name] !== undefined);
}
