import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package that others may build on. */
export interface ReleasedPackage {
  readonly name: string;
  readonly version: string;
  /** From the root on. */
  readonly folder: string;
  /** Compiled declarations of what may be imported, by specifier behind the name: `.`, `./contract`. */
  readonly entries: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>;
}

/** Everything that is published, in the order of names. */
export function releasedPackages(root: string): readonly ReleasedPackage[] {
  const folders = ['libs', 'plugins'].flatMap((top) => (existsSync(join(root, top)) ? readdirSync(join(root, top)).map((name) => `${top}/${name}`) : []));
  return folders.filter((folder) => existsSync(join(root, folder, 'package.json'))).flatMap((folder) => {
    const { name, version, exports = {}, private: isPrivate } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    if (isPrivate) return [];
    const entries = Object.entries(exports).flatMap(([specifier, to]) => (typeof to === 'object' && to.types ? [[specifier, to.types] as const] : []));
    return [{ name, version, folder, entries: Object.fromEntries(entries) }];
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
