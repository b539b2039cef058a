import { type Context, KeyManifests, type ListedOperation, NotFoundError, Problems, readId, reject } from '@regulars/plugin-sdk';
import { type DocumentNode, parse } from 'graphql';
import { KEY_PREFIX } from './api-keys';

const MAX_OPERATIONS = 500;
const MAX_CHARACTERS = 15_000;
const MAX_COST = 20_000;

export interface KeyOperation {
  readonly query: string;
  readonly maxCost?: number | null;
}

/** Null when it is no GraphQL. */
function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { maxTokens: 1_000, noLocation: true });
  } catch {
    return null;
  }
}

function check(operations: readonly KeyOperation[]): readonly ListedOperation[] {
  const problems = new Problems();
  if (operations.length > MAX_OPERATIONS) problems.add('operations', { en: `Give at most ${MAX_OPERATIONS}.`, 'zh-TW': `最多 ${MAX_OPERATIONS} 筆。` });
  const seen = new Set<string>();
  for (const [index, { query, maxCost }] of operations.slice(0, MAX_OPERATIONS).entries()) {
    if (query.length > MAX_CHARACTERS || !parsed(query)) problems.add(`operations.${index}.query`, { en: `Give a GraphQL document of at most ${MAX_CHARACTERS} characters.`, 'zh-TW': `請填 ${MAX_CHARACTERS} 個字元以內的 GraphQL 文件。` });
    else if (seen.has(query)) problems.add(`operations.${index}.query`, { en: 'It is on the list already.', 'zh-TW': '清單中已有相同的文件。' });
    if (maxCost != null && (maxCost < 1 || maxCost > MAX_COST)) problems.add(`operations.${index}.maxCost`, { en: `Give 1 to ${MAX_COST}.`, 'zh-TW': `請填 1 至 ${MAX_COST}。` });
    seen.add(query);
  }
  problems.throwIfAny();
  return operations.map(({ query, maxCost }) => ({ text: query, maxCost: maxCost ?? null }));
}

/** Ties a key to its operations, or frees it. Answers the key's uuid. */
export async function setKeyOperations(ctx: Context, id: string, operations: readonly KeyOperation[] | null): Promise<string> {
  const uuid = readId(KEY_PREFIX, id);
  const listed = operations && check(operations);
  const isSet = uuid !== null && (await ctx.use(KeyManifests).set(uuid, listed));
  return isSet ? uuid : reject(new NotFoundError({ en: 'There is no such key.', 'zh-TW': '找不到此金鑰。' }, 'id', id));
}
