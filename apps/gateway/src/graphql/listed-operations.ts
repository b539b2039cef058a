import { type Manifest, manifestsOf, operationHash, type PlatformRuntime, type Scope } from '@regulars/kernel';
import { GraphQLError } from 'graphql';

/** What is sent to be run, as far as it says which operation that is. */
export interface Asked {
  readonly query?: unknown;
  /** `sha256:…`, or the bare hash: the operation by its name. */
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** The operation that is meant, and what it may cost where its list says so. */
export interface Meant<T extends Asked> {
  readonly asked: T;
  readonly maxCost: number | null;
}

const HASH = /^(?:sha256:)?([0-9a-f]{64})$/;

function hashIn({ documentId, extensions }: Asked): string | null {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  const given = documentId ?? persistedQuery?.sha256Hash;
  return typeof given === 'string' ? (HASH.exec(given.toLowerCase())?.[1] ?? '') : null;
}

/** What the caller's key may run; null: anything. Sessions of staff are nobody's front-end. */
async function listOf(platform: PlatformRuntime, { actor, audience, brandId }: Scope): Promise<Manifest | null> {
  if (brandId === null || audience === 'platform') return null;
  const isSession = actor.sessionId !== null;
  if (isSession && audience === 'staff') return null;
  const { byKey, members } = await manifestsOf(platform, brandId);
  return isSession ? members : (byKey.get(actor.id) ?? null);
}

/**
 * Puts the text in place of the name. A caller whose operations are listed runs those and no other; right and cost
 * are judged as for any.
 *
 * @throws GraphQLError FORBIDDEN for what is not listed, BAD_REQUEST for names where nothing is listed
 */
export async function meantBy<T extends Asked>(platform: PlatformRuntime, scope: Scope, asked: T): Promise<Meant<T>> {
  const list = await listOf(platform, scope);
  const named = hashIn(asked);
  if (!list) {
    if (named !== null && typeof asked.query !== 'string') throw new GraphQLError('Nothing is listed for this credential: send the document', { extensions: { code: 'BAD_REQUEST' } });
    return { asked, maxCost: null };
  }
  const hash = named ?? (typeof asked.query === 'string' ? operationHash(asked.query) : '');
  const listed = list.get(hash);
  if (!listed || (named !== null && typeof asked.query === 'string' && asked.query !== '' && asked.query !== listed.text)) {
    throw new GraphQLError('This credential runs the operations on its list only', { extensions: { code: 'FORBIDDEN' } });
  }
  const { documentId: _documentId, extensions: _extensions, ...others } = asked;
  return { asked: { ...others, query: listed.text } as unknown as T, maxCost: listed.maxCost };
}
