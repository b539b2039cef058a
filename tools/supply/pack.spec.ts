import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findProjects } from '../boundaries/workspace.mjs';
import { copyWorkspace } from '../create-plugin/copy-workspace.mjs';

const root = resolve(__dirname, '../..');
/** `PACK=all`: every package that is published, not only the one plugins are written against. */
const published = findProjects(root).filter(({ manifest, folder }) => !manifest.private && (process.env.PACK === 'all' || folder === 'libs/plugin-sdk')).map(({ folder }) => folder);

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('what is published', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-pack-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(cwd: string, program: string, ...options: string[]): string {
    const { status, stdout, stderr } = spawnSync(program, options, { cwd, encoding: 'utf8' });
    expect({ program, status, stderr: status === 0 ? '' : stderr + stdout }).toEqual({ program, status: 0, stderr: '' });
    return stdout;
  }

  /** Builds and packs in a folder of its own; answers the files of each package and the digest of the archive. */
  function pack(name: string): { digests: Record<string, string>; files: Record<string, string[]> } {
    const copy = join(folder, name);
    const archives = join(folder, `archives-${name.replaceAll('/', '-')}`);
    mkdirSync(archives);
    mkdirSync(copy, { recursive: true });
    copyWorkspace(root, copy);
    run(copy, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-b', ...published);
    const files = published.map((path) => {
      const [{ files: packed }] = JSON.parse(run(join(copy, path), 'npm', 'pack', '--json', '--pack-destination', archives)) as [{ files: { path: string }[] }];
      return [path, packed.map((file) => file.path)];
    });
    return { files: Object.fromEntries(files), digests: Object.fromEntries(readdirSync(archives).map((file) => [file, sha256(join(archives, file))])) };
  }

  it('is the same to the byte, wherever and whenever it is built, and holds nothing but what is meant', () => {
    const [first, second] = [pack('here'), pack('there/and/elsewhere')];
    expect(Object.keys(first.digests)).toHaveLength(published.length);
    expect(second.digests).toEqual(first.digests);
    const strange = Object.values(first.files).flat().filter((path) => !/^(dist\/|package\.json$|README\.md$|schema[\w.]*\.graphql$)/.test(path) || /tsbuildinfo|\.spec\./.test(path));
    expect(strange).toEqual([]);
  }, 240_000);
});
