import { publishedPackages } from '../released.cjs';

/** A package that others may build on. */
export interface ReleasedPackage {
  readonly name: string;
  readonly version: string;
  /** From the root on. */
  readonly folder: string;
  /** Compiled declarations of what may be imported, by specifier behind the name: `.`, `./contract`. */
  readonly entries: Readonly<Record<string, string>>;
}

/** Everything that is published, in the order of names. */
export function releasedPackages(root: string): readonly ReleasedPackage[] {
  return publishedPackages(root).map(({ folder, manifest: { name, version, exports = {} } }) => {
    const entries = Object.entries(exports).flatMap(([specifier, to]) => (typeof to === 'object' && to.types ? [[specifier, to.types] as const] : []));
    return { name, version, folder, entries: Object.fromEntries(entries) };
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
