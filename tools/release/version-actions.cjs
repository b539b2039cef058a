// @ts-check
/**
 * How `nx release` reads and writes versions: in the manifests, and in the lockfile; and what it puts down of each
 * package, for the next one to be compared with. nx's own way stands in `@nx/js`, a hundred packages for these few lines.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { VersionActions } = require('nx/release');
const { writeReleased } = require('./released.cjs');

/** Whoever has these is released with them. Peers are ranges: whether a new major version will do, somebody has to say. */
const BUILT_ON = ['dependencies', 'optionalDependencies'];
const COLLECTIONS = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'];

/** @param {unknown} json */
const textOf = (json) => `${JSON.stringify(json, null, 2)}\n`;

class ManifestVersions extends VersionActions {
  validManifestFilenames = ['package.json'];

  get manifestPath() {
    return `${this.projectGraphNode.data.root}/package.json`;
  }

  /** @param {import('nx/src/devkit-exports').Tree} tree */
  manifest(tree) {
    return JSON.parse(/** @type {string} */ (tree.read(this.manifestPath, 'utf8')));
  }

  /** @override @param {import('nx/src/devkit-exports').Tree} tree */
  async readCurrentVersionFromSourceManifest(tree) {
    return { currentVersion: this.manifest(tree).version, manifestPath: this.manifestPath };
  }

  /** Versions stand in the manifests. @override */
  async readCurrentVersionFromRegistry() {
    return null;
  }

  /** @override @param {import('nx/src/devkit-exports').Tree} tree @param {unknown} _graph @param {string} dependency */
  async readCurrentVersionOfDependency(tree, _graph, dependency) {
    const manifest = this.manifest(tree);
    const dependencyCollection = COLLECTIONS.find((name) => manifest[name]?.[dependency] !== undefined) ?? null;
    return { currentVersion: dependencyCollection && manifest[dependencyCollection][dependency], dependencyCollection };
  }

  /** @override @param {import('nx/src/devkit-exports').Tree} tree @param {import('nx/src/devkit-exports').ProjectGraph} graph */
  async readDependencies(tree, graph) {
    const manifest = this.manifest(tree);
    return (await super.readDependencies(tree, graph)).filter(({ target }) => BUILT_ON.some((name) => manifest[name]?.[target] !== undefined));
  }

  /** @override @param {import('nx/src/devkit-exports').Tree} tree @param {string} version */
  async updateProjectVersion(tree, version) {
    tree.write(this.manifestPath, textOf({ ...this.manifest(tree), version }));
    return [`${this.manifestPath} is ${version}`];
  }

  /** @override @param {import('nx/src/devkit-exports').Tree} tree @param {unknown} _graph @param {Record<string, string>} versions by package */
  async updateProjectDependencies(tree, _graph, versions) {
    const manifest = this.manifest(tree);
    for (const name of BUILT_ON) for (const dependency of Object.keys(manifest[name] ?? {})) manifest[name][dependency] = versions[dependency] ?? manifest[name][dependency];
    tree.write(this.manifestPath, textOf(manifest));
    return [];
  }
}

/**
 * What specs are run with is the workspace's own, whatever its version; and the lockfile repeats what stands in the
 * manifests. Both are brought up to date without asking a registry.
 * @param {string} root @param {{ dryRun?: boolean }} options
 */
async function afterAllProjectsVersioned(root, { dryRun }) {
  if (dryRun) return { changedFiles: [], deletedFiles: [] };
  const path = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const folders = Object.keys(lock.packages).filter((folder) => folder !== '' && !folder.includes('node_modules/'));
  const manifests = new Map(folders.map((folder) => [folder, JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))]));
  const versions = new Map([...manifests.values()].map(({ name, version }) => [name, version]));
  for (const [folder, manifest] of manifests) {
    for (const name of Object.keys(manifest.devDependencies ?? {})) manifest.devDependencies[name] = versions.get(name) ?? manifest.devDependencies[name];
    writeFileSync(join(root, folder, 'package.json'), textOf(manifest));
    for (const field of ['version', ...COLLECTIONS]) if (lock.packages[folder][field] !== undefined) lock.packages[folder][field] = manifest[field];
  }
  writeFileSync(path, textOf(lock));
  const { changedFiles, deletedFiles } = writeReleased(root);
  return { changedFiles: ['package-lock.json', ...folders.map((folder) => `${folder}/package.json`), ...changedFiles], deletedFiles };
}

module.exports = { default: ManifestVersions, afterAllProjectsVersioned };
