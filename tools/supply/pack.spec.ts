import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { copyWorkspace } from '../create-plugin/copy-workspace.mjs';
import { pack, publishedFolders, publishedManifest } from './pack.mjs';

const root = resolve(__dirname, '../..');
/** `PACK=all`: every package that is published, not only the one plugins are written against. */
const names = process.env.PACK === 'all' ? [] : ['@regulars/plugin-sdk'];

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Every file that a manifest's `exports` lead to. */
const targetsOf = (exports: unknown): string[] => (typeof exports === 'string' ? [exports] : Object.values(exports as object).flatMap(targetsOf));

describe('what is published', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-pack-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Builds and packs in a folder of its own; answers the files of each package and the digest of the archive. */
  function packIn(name: string): { digests: Record<string, string>; files: Record<string, string[]> } {
    const copy = join(folder, name);
    const archives = join(folder, `archives-${name.replaceAll('/', '-')}`);
    mkdirSync(archives);
    mkdirSync(copy, { recursive: true });
    copyWorkspace(root, copy);
    const packed = pack(copy, archives, names);
    return {
      files: Object.fromEntries(packed.map(({ name, files }) => [name, files.map(({ path }) => path)])),
      digests: Object.fromEntries(packed.map(({ name, filename }) => [name, sha256(join(archives, filename))])),
    };
  }

  it('is the same to the byte, wherever and whenever it is built, and holds nothing but what is meant', () => {
    const [first, second] = [packIn('here'), packIn('there/and/elsewhere')];
    const published = publishedFolders(root, names);
    expect(Object.keys(first.digests).sort()).toEqual(published.map(({ manifest }) => manifest.name).sort());
    expect(second.digests).toEqual(first.digests);
    const strange = Object.values(first.files).flat().filter((path) => !/^((dist|jest|postgres)\/|package\.json$|README\.md$|schema[\w.]*\.graphql$)/.test(path) || /tsbuildinfo|\.spec\./.test(path));
    expect(strange).toEqual([]);
    const absent = published.flatMap(({ manifest }) => targetsOf(publishedManifest(manifest).exports).filter((target) => !first.files[manifest.name]?.includes(target.slice('./'.length))));
    expect(absent).toEqual([]);
  }, 240_000);

  it('leads nowhere but into its archive, and asks for no second copy of what all must share', () => {
    const all = publishedFolders(root);
    expect(all.length).toBeGreaterThan(10);
    for (const { manifest } of all) {
      const { scripts, devDependencies, nx, dependencies = {}, ...rest } = publishedManifest(manifest);
      expect([scripts, devDependencies, nx]).toEqual([undefined, undefined, undefined]);
      expect(JSON.stringify(rest.exports)).not.toContain('@regulars/source');
      expect(Object.keys(dependencies).filter((name) => /^(@regulars\/.*|graphql|type-graphql|typeorm)$/.test(name))).toEqual([]);
    }
  });
});
