import { type Context, InvalidInputError, newUuid, NotFoundError, Problems, readId, reject, seesStore } from '@regulars/plugin-sdk';
import { closeStore, insertStore, lockStores, selectStore, selectStoresByIds, type StoreRef, updateStore } from '../data/store.statements';

export { storeList } from '../data/store.statements';

export const STORE_PREFIX = 'str';

export interface StoreInputs {
  readonly code: string;
  readonly name: string;
  /** Absent leaves, null clears. */
  readonly city?: string | null;
  readonly address?: string | null;
}

const CODE = /^[\p{L}\p{N}][\p{L}\p{N}_.\-/]{0,39}$/u;
const MAX_TEXT = 200;

function checkStore(input: StoreInputs): void {
  const problems = new Problems();
  if (!CODE.test(input.code)) {
    problems.add('input.code', { en: 'Give 1 to 40 letters, digits or one of _ . - /, and begin with a letter or digit.', 'zh-TW': '請填 1 至 40 個文字、數字或 _ . - /,並以文字或數字開頭。' });
  }
  if (input.name.trim() === '') problems.add('input.name', { en: 'Give a name.', 'zh-TW': '請填名稱。' });
  for (const field of ['name', 'city', 'address'] as const) {
    if ((input[field]?.trim().length ?? 0) > MAX_TEXT) problems.add(`input.${field}`, { en: `Give at most ${MAX_TEXT} characters.`, 'zh-TW': `最多 ${MAX_TEXT} 個字元。` });
  }
  problems.throwIfAny();
}

/** The store a change is about; one beyond the caller's rights is as absent as any. */
function storeToChange(ctx: Context, id: string): string {
  const uuid = readId(STORE_PREFIX, id);
  return uuid !== null && seesStore(ctx, uuid) ? uuid : noSuchStore(id);
}

const text = (value: string | null | undefined): string | null => value?.trim() || null;
const codeTaken = (): never => reject(new InvalidInputError({ en: 'Another store has this code.', 'zh-TW': '此門市代碼已被使用。' }, 'input.code'));
const noSuchStore = (id: string): never => reject(new NotFoundError({ en: 'There is no such store.', 'zh-TW': '找不到此門市。' }, 'id', id));

/** Answers the new store's uuid. */
export async function createStore(ctx: Context, input: StoreInputs): Promise<string> {
  checkStore(input);
  const [created] = await ctx.sql(insertStore(newUuid(), input.code, input.name.trim(), text(input.city), text(input.address)));
  return created?.id ?? codeTaken();
}

export async function changeStore(ctx: Context, id: string, input: StoreInputs): Promise<string> {
  checkStore(input);
  const uuid = storeToChange(ctx, id);
  const locked = await ctx.sql(lockStores(uuid, input.code));
  const store = locked.find((one) => one.id === uuid) ?? noSuchStore(id);
  if (locked.some((one) => one.id !== uuid)) codeTaken();
  const city = input.city === undefined ? store.city : text(input.city);
  const address = input.address === undefined ? store.address : text(input.address);
  await ctx.sql(updateStore(uuid, input.code, input.name.trim(), city, address));
  return uuid;
}

export async function closeTheStore(ctx: Context, id: string): Promise<string> {
  const uuid = storeToChange(ctx, id);
  const [closed] = await ctx.sql(closeStore(uuid));
  return closed?.id ?? noSuchStore(id);
}

/** As the database has them now, not as they are kept. */
export const findStores = (ctx: Context, ids: readonly string[]): Promise<StoreRef[]> => ctx.sql(selectStoresByIds(ids));

/** As the database has it now, not as it is kept: for the answer of a change. */
export async function findStore(ctx: Context, by: { readonly uuid?: string | null; readonly code?: string | null }): Promise<StoreRef | null> {
  const [store] = await ctx.sql(selectStore(by.uuid ?? null, by.code ?? null));
  return store ?? null;
}
