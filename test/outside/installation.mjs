// @ts-check
/** A fresh copy of the product, as somebody has it who cloned it and ran `npm ci`. */
import { copyFileSync, cpSync, linkSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copySources } from '../../tools/create-plugin/copy-workspace.mjs';
import { attempt, run, start } from './run.mjs';

/** npm writes into these instead of putting others in their place. */
const REWRITTEN = ['.package-lock.json'];
const LEFT_OUT = ['.cache'];

export class Installation {
  #npmStart;

  /** @param {string} folder @param {readonly string[]} npm options of every npm install */
  constructor(folder, npm) {
    this.folder = folder;
    this.npm = npm;
    this.#npmStart = [process.execPath, 'tools/start/main.mjs', '--port', '0', '--demo', 'none'];
  }

  /** @param {string} root */
  copy(root) {
    mkdirSync(this.folder, { recursive: true });
    copySources(root, this.folder);
    linkTree(join(root, 'node_modules'), join(this.folder, 'node_modules'));
    // GraphiQL is bundled at the first start, which takes longer than all the rest and is not what is tried.
    mkdirSync(join(this.folder, 'apps/gateway/dist-graphiql'), { recursive: true });
    writeFileSync(join(this.folder, 'apps/gateway/dist-graphiql/index.html'), '');
  }

  /** `npm start`; answers who may do what, as it leaves it. @returns {Promise<{ url: string, platformToken: string, stop: () => Promise<void> }>} */
  async start() {
    const { stop } = await start(this.folder, this.#npmStart, 'Regulars is ready after');
    return { ...JSON.parse(readFileSync(join(this.folder, '.data/dev.json'), 'utf8')), stop };
  }

  /** A start that must not come about; what it says. */
  async refusedStart() {
    const { code, output } = await attempt(this.folder, this.#npmStart);
    if (code !== 1) throw new Error(`It should have refused to start, and ended with ${code}:\n${output}`);
    return output;
  }

  /** @param {string} name */
  async installPlugin(name) {
    await run(this.folder, ['npm', 'install', name, ...this.npm]);
    const file = join(this.folder, 'regulars.config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ plugins: [...config.plugins, name] }));
  }

  /** A secret key with every right there is. @param {string} brand its code */
  async createKey(brand) {
    const output = await run(this.folder, ['npm', 'run', '--silent', 'admin', '--', 'create-credential', '--brand', brand]);
    const [key] = /\brk_\S+/.exec(output) ?? [];
    if (!key) throw new Error(`There is no key in: ${output}`);
    return key;
  }

  /**
   * What the start says of a plugin that brings a package of its own which all must share.
   * @param {string} plugin @param {string} shared
   */
  async startWithSecondCopy(plugin, shared) {
    const copy = join(this.folder, 'node_modules', plugin, 'node_modules', shared);
    cpSync(join(this.folder, 'node_modules', shared), copy, { recursive: true });
    try {
      return await this.refusedStart();
    } finally {
      rmSync(join(this.folder, 'node_modules', plugin, 'node_modules'), { recursive: true });
    }
  }
}

/** The same files under another folder, without taking room; npm replaces files, and does not write into them. @param {string} from @param {string} to */
function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true }).filter(({ name }) => !LEFT_OUT.includes(name))) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (REWRITTEN.includes(entry.name)) copyFileSync(source, target);
    else linkFile(source, target);
  }
}

/** @param {string} source @param {string} target */
function linkFile(source, target) {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target); // another disk
  }
}
