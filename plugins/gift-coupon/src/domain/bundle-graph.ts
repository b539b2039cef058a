import type { BundleItem } from '../data/bundle-terms';
import { bundleIdOf, couponsOf } from './bundle';

/** Items of bundles, by the bundle's uuid. */
export type Contents = ReadonlyMap<string, readonly BundleItem[]>;

const within = (items: readonly BundleItem[]): readonly string[] => items.map(({ reward }) => bundleIdOf(reward)).filter((id) => id !== null);

/** Whether a bundle is met on the way down from these items. */
export function reaches(id: string, items: readonly BundleItem[], contents: Contents): boolean {
  const seen = new Set<string>();
  const open = [...within(items)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...within(contents.get(next) ?? []));
  }
  return false;
}

/** How many rewards each bundle comes to, with the bundles in it taken apart. None contains itself. */
export function sizesOf(contents: Contents): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const sizeOf = (id: string): number => {
    const known = sizes.get(id);
    if (known !== undefined) return known;
    const size = (contents.get(id) ?? []).reduce((sum, { reward, quantity }) => {
      const inner = bundleIdOf(reward);
      return sum + quantity * (inner === null ? (couponsOf(reward)?.quantity ?? 1) : sizeOf(inner));
    }, 0);
    sizes.set(id, size);
    return size;
  };
  for (const id of contents.keys()) sizeOf(id);
  return sizes;
}
