// @ts-check
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {boolean} [private]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {{ tags?: string[] }} [nx]
 * @property {{ access?: string, provenance?: boolean }} [publishConfig]
 */
/** @typedef {{ folder: string, manifest: Manifest, layer: string | undefined, requires: Set<string> | undefined }} Project */
/** @typedef {{ specifier: string, line: number }} Import */
/** @typedef {{ path: string, isSpec: boolean, imports: Import[] }} SourceFile */

/** @param {string} file @returns {Manifest} */
export const readManifest = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** @param {string} root @returns {Project[]} */
export function findProjects(root) {
  return ['libs', 'plugins', 'apps']
    .filter((top) => existsSync(join(root, top)))
    .flatMap((top) => readdirSync(join(root, top)).map((name) => `${top}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => {
      const manifest = readManifest(join(root, folder, 'package.json'));
      const layer = manifest.nx?.tags?.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length);
      return { folder, manifest, layer, requires: readRequires(join(root, folder, 'src/plugin.ts')) };
    });
}

/** Pages: bundled ahead of time, so that what they are made of is needed to build, not to run. */
const BUNDLED = ['graphiql'];

/** @param {string} root @param {Project} project @returns {SourceFile[]} */
export function readSources(root, project) {
  return filesUnder(join(root, project.folder)).map((path) => ({
    path: relative(root, path).split(sep).join('/'),
    isSpec: /\.spec\.tsx?$/.test(path) || ['test', ...BUNDLED].some((part) => relative(join(root, project.folder), path).startsWith(part + sep)) || /vite\.config\.\w+$/.test(path),
    imports: readImports(path),
  }));
}

/** @param {string} folder @returns {string[]} */
function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist', 'dist-graphiql', 'coverage'].includes(entry.name) ? [] : filesUnder(path);
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : [];
  });
}

/** Every way one file names another: import, export from, import(), require(). @param {string} path @returns {Import[]} */
function readImports(path) {
  const text = readFileSync(path, 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    specifier: fileName,
    line: text.slice(0, pos).split('\n').length,
  }));
}

/**
 * The ids a module names in `definePlugin({ requires: { member: '^1.0.0' } })`; undefined when it is not written out.
 * @param {string} path
 */
function readRequires(path) {
  if (!existsSync(path)) return undefined;
  /** @type {Set<string> | undefined} */
  let ids;
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'requires' && ts.isObjectLiteralExpression(node.initializer)) {
      ids ??= new Set(node.initializer.properties.map((one) => one.name?.getText().replace(/['"]/g, '') ?? ''));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
  return ids;
}
