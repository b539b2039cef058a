// @ts-check
/**
 * A registry of npm packages on this machine: those that the repository's lockfile names, out of its node_modules, and
 * what is published to it. So `npm install` takes its usual way, needs no network, and what the world publishes
 * meanwhile changes nothing.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, join } from 'node:path';

/** @typedef {{ version: string, peerDependencies?: Record<string, string>, peerDependenciesMeta?: Record<string, { optional?: boolean }>, [field: string]: unknown }} Version */
/** @typedef {{ manifest: Version, folder?: string, archive?: string }} Held */

const IN_NODE_MODULES = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)$/;

export class Registry {
  /** By name, then by version. @type {Map<string, Map<string, Held>>} */
  #packages = new Map();
  #server = createServer((request, response) => this.#answer(decodeURIComponent(request.url ?? ''), response));
  url = '';

  /** @param {string} root whose lockfile says what there is, and whose node_modules hold it */
  constructor(root) {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    for (const [path, { link, integrity: _, ...manifest }] of Object.entries(packages)) {
      const name = manifest.name ?? IN_NODE_MODULES.exec(path)?.[1];
      // Packages for other systems are named, and not there: npm leaves them out.
      if (name && path.includes('node_modules/') && !link) this.#hold(name, { manifest, folder: join(root, path) });
    }
  }

  /** @param {string} archive as `npm pack` makes it */
  publish(archive) {
    const { status, stdout } = spawnSync('tar', ['-xOzf', archive, 'package/package.json'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${archive} holds no package`);
    const manifest = JSON.parse(stdout);
    this.#hold(manifest.name, { manifest, archive });
  }

  /** @returns {Promise<void>} */
  start() {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        this.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (this.#server.address()).port}`;
        resolve();
      });
    });
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param {string} name @param {Held} held */
  #hold(name, held) {
    const versions = this.#packages.get(name) ?? new Map();
    const known = versions.get(held.manifest.version);
    if (!known || (known.folder && !existsSync(known.folder))) versions.set(held.manifest.version, held);
    this.#packages.set(name, versions);
  }

  /** @param {string} path `/<name>` or `/<name>/-/<version>` @param {import('node:http').ServerResponse} response */
  #answer(path, response) {
    const [name = '', version] = path.slice(1).split('/-/');
    const versions = this.#packages.get(name);
    const held = version === undefined ? undefined : versions?.get(version);
    if (versions && version === undefined) response.setHeader('content-type', 'application/json').end(JSON.stringify(this.#document(name, versions)));
    else if (held) send(held, response);
    else response.writeHead(404).end('{}');
  }

  /** @param {string} name @param {Map<string, Held>} versions */
  #document(name, versions) {
    const described = [...versions].map(([version, { manifest }]) => [version, { ...this.#withoutAbsentPeers(manifest), name, dist: { tarball: `${this.url}/${name}/-/${version}` } }]);
    // The lockfile has a package that stands at the top first.
    return { name, 'dist-tags': { latest: versions.keys().next().value }, versions: Object.fromEntries(described) };
  }

  /** npm looks up peers that one may do without, too: in the lockfile are those that somebody has. @param {Version} manifest @returns {object} */
  #withoutAbsentPeers({ peerDependencies = {}, peerDependenciesMeta = {}, ...manifest }) {
    const peers = Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional || this.#packages.has(name));
    return { ...manifest, peerDependencies: Object.fromEntries(peers), peerDependenciesMeta };
  }
}

/** @param {Held} held @param {import('node:http').ServerResponse} response */
function send({ archive, folder = '' }, response) {
  if (archive) return void createReadStream(archive).pipe(response);
  const tar = spawn('tar', ['-c', '-C', dirname(folder), `--exclude=${basename(folder)}/node_modules`, basename(folder)], { stdio: ['ignore', 'pipe', 'inherit'] });
  tar.stdout.pipe(response);
}
