import { ApiKeys, type Actor, type Context, EventSelections, isBrandPermission, type Networks, NotFoundError, Problems, readId, secondFactorRequired } from '@regulars/plugin-sdk';
import { memberPermissions } from '@regulars/member/contract';
import { selectionOf } from './selection';
import { hostOf, portOf } from './sending/resolve';

export const KEY_PREFIX = 'key';
const MAX_URL = 2_048;

/** As somebody filled it in. */
export interface EndpointDraft {
  readonly url: string;
  readonly types: readonly string[];
  readonly query: string;
  readonly apiKeyId: string;
}

/** As it was read, and found good. */
export interface EndpointTerms {
  readonly url: string;
  readonly types: readonly string[];
  readonly query: string;
  readonly keyId: string;
}

/** @param known event types that the brand's schema has */
export async function readEndpoint(ctx: Context, input: EndpointDraft, known: readonly string[], networks: Networks): Promise<EndpointTerms> {
  const problems = new Problems();
  const url = readUrl(input.url, networks, problems);
  readTypes(input.types, known, problems);
  for (const text of ctx.use(EventSelections).problemsOf(selectionOf(input.query))) problems.add('input.query', text);
  const keyId = await readKey(ctx, input.apiKeyId, problems);
  problems.throwIfAny();
  return { url, types: [...new Set(input.types)].sort(), query: input.query, keyId };
}

/** Whether it would be called at all; the address behind a name is looked at each time it is. */
function readUrl(text: string, networks: Networks, problems: Problems): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const add = (en: string, zh: string): void => problems.add('input.url', { en, 'zh-TW': zh });
  if (!url || text.length > MAX_URL || !['http:', 'https:'].includes(url.protocol)) {
    add(`Give an http or https URL of at most ${MAX_URL} characters.`, `請填 http 或 https 網址,最多 ${MAX_URL} 字。`);
    return text;
  }
  if (url.username !== '' || url.password !== '') add('A URL with a user or password is not called: what is sent is signed.', '網址不可含帳號或密碼;送出的內容都有簽章。');
  const host = hostOf(url);
  if (!networks.mayName(host, portOf(url)) || !networks.mayCallPort(portOf(url))) add('Only hosts on the public internet are called, at port 80 or 443.', '只會呼叫公開網路上的主機,連接埠限 80 或 443。');
  url.hash = '';
  return url.href;
}

function readTypes(types: readonly string[], known: readonly string[], problems: Problems): void {
  if (types.length === 0) problems.add('input.types', { en: 'Name at least one type of event.', 'zh-TW': '請至少填一種事件。' });
  for (const [index, type] of types.entries()) {
    if (!known.includes(type)) problems.add(['input', 'types', index], { en: 'The brand has no such event.', 'zh-TW': '此品牌沒有這種事件。' });
  }
}

/** Whoever has events sent decides where they go: nobody sends more than they may see themselves. */
async function readKey(ctx: Context, id: string, problems: Problems): Promise<string> {
  const uuid = readId(KEY_PREFIX, id);
  const key = uuid === null ? null : await ctx.use(ApiKeys).actorOf(uuid);
  if (uuid === null || !key) {
    problems.push(new NotFoundError({ en: 'There is no such secret key, or it is no longer valid.', 'zh-TW': '找不到有效的密鑰。' }, 'input.apiKeyId', id));
    return '';
  }
  const missing = [...key.permissions].filter((permission) => isBrandPermission(permission) && !ctx.actor.permissions.has(permission));
  const withheld = missing.filter((permission) => ctx.actor.withheld.has(permission));
  if (withheld.length > 0) throw secondFactorRequired(withheld, ctx.language);
  if (missing.length > 0 || !seesNoMore(key, ctx.actor)) problems.add('input.apiKeyId', { en: 'The key may do or see more than you may.', 'zh-TW': '此金鑰的權限超出您的權限。' });
  else if (!key.permissions.has(memberPermissions.events)) problems.add('input.apiKeyId', { en: `The key lacks ${memberPermissions.events}.`, 'zh-TW': `此金鑰沒有 ${memberPermissions.events} 權限。` });
  return uuid;
}

/** In no other stores, and of personal data nothing that is masked to the actor. */
function seesNoMore(key: Actor, actor: Actor): boolean {
  const inStores = actor.storeIds === null || (key.storeIds !== null && [...key.storeIds].every((id) => actor.storeIds?.has(id)));
  return inStores && [...actor.masks].every(([field, mask]) => key.masks.get(field) === 'HIDE' || key.masks.get(field) === mask);
}
