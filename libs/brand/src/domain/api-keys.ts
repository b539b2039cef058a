import { type ApiKeyKind, ApiKeys, type Context, InvalidInputError, isBrandPermission, NotFoundError, type Permission, Problems, readId, readName, reject, secondFactorRequired } from '@regulars/plugin-sdk';
import { STORE_PREFIX } from './store-changes';
import { Stores } from './stores';

export const KEY_PREFIX = 'key';

const MAX_NAME = 100;
const MAX_LIVE = 200;

export interface ApiKeyInputs {
  readonly name: string;
  readonly kind: ApiKeyKind;
  readonly scopes: readonly string[];
  readonly storeIds?: readonly string[] | null;
  readonly expiresAt?: Date | null;
}

/** Makes a key that can do no more than whoever makes it: its permissions, in its stores, seeing what it sees. */
export async function createApiKey(ctx: Context, input: ApiKeyInputs): Promise<{ readonly id: string; readonly secret: string }> {
  const problems = new Problems();
  const name = readName(input.name, MAX_NAME, 'input.name', problems);
  if (input.kind === 'PUBLISHABLE') checkPublishable(input, problems);
  else checkScopes(ctx, input.scopes, problems);
  const storeIds = await storesOf(ctx, input, problems);
  problems.throwIfAny();
  await refuseTooMany(ctx);
  const scopes = [...new Set(input.scopes)].sort((a, b) => (a < b ? -1 : 1));
  const made = await ctx.use(ApiKeys).create({ kind: input.kind, name, scopes, storeIds, masks: ctx.actor.masks, expiresAt: input.expiresAt ?? null });
  return made ?? reject(new InvalidInputError({ en: 'It would have expired already.', 'zh-TW': '到期時間必須在未來。' }, 'input.expiresAt'));
}

function checkPublishable({ scopes, storeIds }: ApiKeyInputs, problems: Problems): void {
  const text = { en: 'A publishable key carries no right.', 'zh-TW': '公開金鑰不帶任何權限。' };
  if (scopes.length > 0) problems.add('input.scopes', text);
  if (storeIds) problems.add('input.storeIds', text);
}

/** A key shows no second factor: what waits for one is given to it only by who showed theirs. */
function checkScopes(ctx: Context, scopes: readonly string[], problems: Problems): void {
  const withheld = scopes.filter((scope) => ctx.actor.withheld.has(scope));
  if (withheld.length > 0) throw secondFactorRequired(withheld, ctx.language);
  if (scopes.length === 0) problems.add('input.scopes', { en: 'Give at least one permission.', 'zh-TW': '請至少給一項權限。' });
  for (const [index, scope] of scopes.entries()) {
    if (isBrandPermission(scope) && ctx.can(scope as Permission)) continue;
    problems.add(`input.scopes.${index}`, { en: 'There is no such permission, or you do not hold it.', 'zh-TW': '沒有此權限,或您不具備此權限。' });
  }
}

/** Null: all stores. Somebody limited to some stores gives these, or fewer. */
async function storesOf(ctx: Context, { kind, storeIds: ids }: ApiKeyInputs, problems: Problems): Promise<readonly string[] | null> {
  const own = ctx.actor.storeIds;
  if (kind === 'PUBLISHABLE') return null;
  if (!ids) return own && [...own];
  const uuids = ids.map((id) => readId(STORE_PREFIX, id));
  const known = await ctx.use(Stores).byIds(uuids.filter((id) => id !== null));
  for (const [index, uuid] of uuids.entries()) {
    if (uuid !== null && known.has(uuid) && (!own || own.has(uuid))) continue;
    problems.push(new NotFoundError({ en: 'There is no such store.', 'zh-TW': '找不到此門市。' }, `input.storeIds.${index}`, ids[index]));
  }
  return [...known.keys()];
}

async function refuseTooMany(ctx: Context): Promise<void> {
  const keys = await ctx.use(ApiKeys).all();
  const live = keys.filter(({ revokedAt, expiresAt }) => !revokedAt && (!expiresAt || expiresAt > ctx.now));
  if (live.length >= MAX_LIVE) reject(new InvalidInputError({ en: `At most ${MAX_LIVE} keys may be in use: revoke one first.`, 'zh-TW': `最多 ${MAX_LIVE} 把有效金鑰,請先撤銷。` }, 'input'));
}

/** Answers the key's uuid. Revoking twice keeps the first time. */
export async function revokeApiKey(ctx: Context, id: string): Promise<string> {
  const uuid = readId(KEY_PREFIX, id);
  const revoked = uuid !== null && (await ctx.use(ApiKeys).revoke(uuid));
  return revoked ? uuid : reject(new NotFoundError({ en: 'There is no such key.', 'zh-TW': '找不到此金鑰。' }, 'id', id));
}
