// @ts-check
/**
 * How `nx release` reads and writes versions: in the manifests, and in the lockfile; and what it puts down of each
 * package, for the next one to be compared with. nx's own way stands in `@nx/js`, a hundred packages for these few lines.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { VersionActions } = require('nx/release');
const { writeReleased } = require('./released.cjs');

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

  /** @override @param {import('nx/src/devkit-exports').Tree} tree @param {string} version */
  async updateProjectVersion(tree, version) {
    tree.write(this.manifestPath, textOf({ ...this.manifest(tree), version }));
    return [`${this.manifestPath} is ${version}`];
  }

  /** @override @param {import('nx/src/devkit-exports').Tree} tree @param {unknown} _graph @param {Record<string, string>} versions by package */
  async updateProjectDependencies(tree, _graph, versions) {
    const manifest = this.manifest(tree);
    for (const name of COLLECTIONS) for (const dependency of Object.keys(manifest[name] ?? {})) manifest[name][dependency] = versions[dependency] ?? manifest[name][dependency];
    tree.write(this.manifestPath, textOf(manifest));
    return [];
  }
}

/** The lockfile repeats what stands in the manifests: brought up to date without asking a registry. @param {string} root @param {{ dryRun?: boolean }} options */
async function afterAllProjectsVersioned(root, { dryRun }) {
  if (dryRun) return { changedFiles: [], deletedFiles: [] };
  const path = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  for (const [folder, entry] of Object.entries(lock.packages)) {
    if (folder === '' || folder.includes('node_modules/')) continue;
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    for (const field of ['version', ...COLLECTIONS]) if (entry[field] !== undefined) entry[field] = manifest[field];
  }
  writeFileSync(path, textOf(lock));
  const { changedFiles, deletedFiles } = writeReleased(root);
  return { changedFiles: ['package-lock.json', ...changedFiles], deletedFiles };
}

module.exports = { default: ManifestVersions, afterAllProjectsVersioned };
