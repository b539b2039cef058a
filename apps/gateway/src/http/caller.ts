import type { PlatformRuntime, Scope } from '@regulars/kernel';
import { actorOf, type Audience } from '@regulars/plugin-sdk';
import type { Exchange } from './exchange';
import { unauthenticated } from './problem';

/** The token of an `Authorization: Bearer …` header. */
export const bearerToken = (authorization: unknown): string | null => {
  const match = typeof authorization === 'string' ? /^Bearer +(\S+) *$/i.exec(authorization) : null;
  return match?.[1] ?? null;
};

/** As `callerOf`; also a member whose session has ended, who may be told again what ended it. */
export async function callerOrFormer(platform: PlatformRuntime, exchange: Exchange, audience: Audience): Promise<Scope> {
  try {
    return await callerOf(platform, exchange, audience);
  } catch (error) {
    const token = audience === 'member' ? bearerToken(exchange.request.headers.authorization) : null;
    const former = token === null ? null : await platform.authenticateEnded(token);
    if (!former) throw error;
    return { ...former, language: exchange.language };
  }
}

const NOBODY = actorOf({ kind: 'anonymous', id: 'anonymous', name: 'anonymous' });

/** Who calls, or 401 with nothing else said. Staff who sign in show nothing yet; members show their brand's publishable key. */
export async function callerOf(platform: PlatformRuntime, exchange: Exchange, audience: Audience): Promise<Scope> {
  const { authorization } = exchange.request.headers;
  if (authorization === undefined && audience === 'staff') return { brandId: null, audience, actor: NOBODY, language: exchange.language };
  const token = bearerToken(authorization);
  const scope = token === null ? null : await platform.authenticate(token, audience);
  if (!scope) throw unauthenticated();
  Object.assign(exchange.notes, { audience, brand: scope.brandId, caller: scope.actor.id });
  return { ...scope, language: exchange.language };
}
