import { type Context, defineService, NotFoundError, type Problems } from '@regulars/plugin-sdk';
import { selectStores, type StoreRef } from '../data/store.statements';

export type { StoreRef };

/** The brand's stores, open and closed, kept in memory until one changes. */
export interface StoreDirectory {
  /** Codes that name no store are left out. */
  byCode(codes: readonly string[]): Promise<Map<string, StoreRef>>;
  /** By uuid; those that name no store are left out. */
  byIds(ids: readonly string[]): Promise<Map<string, StoreRef>>;
  /** In order of their codes. */
  all(): Promise<readonly StoreRef[]>;
}

export const Stores = defineService<StoreDirectory>('brand', 'stores');

/** Of codes that somebody writes down, each that names no store is a problem at its place behind `path`. */
export async function checkStores(ctx: Context, codes: readonly string[] | null, path: readonly (string | number)[], problems: Problems): Promise<void> {
  const known = await ctx.use(Stores).byCode(codes ?? []);
  codes?.forEach((code, index) => {
    if (!known.has(code)) problems.push(new NotFoundError({ en: `There is no store ${code}.`, 'zh-TW': `沒有「${code}」這家門市。` }, [...path, index]));
  });
}

interface Index {
  readonly all: readonly StoreRef[];
  readonly byCode: ReadonlyMap<string, StoreRef>;
  readonly byId: ReadonlyMap<string, StoreRef>;
}

async function readIndex(ctx: Context): Promise<Index> {
  const all = await ctx.sql(selectStores());
  return { all, byCode: new Map(all.map((store) => [store.code, store])), byId: new Map(all.map((store) => [store.id, store])) };
}

function pick(from: ReadonlyMap<string, StoreRef>, keys: readonly string[]): Map<string, StoreRef> {
  const found = new Map<string, StoreRef>();
  for (const key of keys) {
    const store = from.get(key);
    if (store) found.set(key, store);
  }
  return found;
}

export function storeDirectory(ctx: Context): StoreDirectory {
  const index = (): Promise<Index> => ctx.cached('brand.stores', readIndex);
  return {
    byCode: async (codes) => (codes.length === 0 ? new Map() : pick((await index()).byCode, codes)),
    byIds: async (ids) => (ids.length === 0 ? new Map() : pick((await index()).byId, ids)),
    all: async () => (await index()).all,
  };
}
