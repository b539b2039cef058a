import { actorOf, newUuid, Sessions, type SessionSubject, type SessionTokens } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import { callersModule, type Rights } from '../../test/callers-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import type { PlatformRuntime } from '../platform';
import { newToken, TOKEN_PREFIX } from './tokens';

const rights: Rights = new Map();
let platform: TestPlatform;
let shop: TestShop;
let runtime: PlatformRuntime;
let looks: jest.SpyInstance;

beforeAll(async () => {
  platform = await createTestPlatform([callersModule(rights)]);
  shop = await platform.brand();
});
afterAll(() => platform.stop());
beforeEach(() => {
  runtime = platform.node();
  // The pool on which rights are asked for, too: who fills it keeps others from signing in.
  looks = jest.spyOn((runtime as unknown as { side: Pool }).side, 'connect');
});
afterEach(() => jest.restoreAllMocks());

const newMember = (): SessionSubject => {
  const id = newUuid();
  rights.set(id, {});
  return { kind: 'member', id, brandId: shop.id, accountId: null };
};
const open = (who: SessionSubject): Promise<SessionTokens> =>
  platform.runtime.transaction({ brandId: shop.id, audience: 'member', actor: actorOf({ kind: 'anonymous', id: 'a', name: 'a' }) }, (ctx) => ctx.use(Sessions).open(who));
const leave = async (who: SessionSubject): Promise<void> => {
  rights.delete(who.id);
  await shop.context((ctx) => ctx.use(Sessions).endAll(who));
};
/** As a gateway asks who shows a token to it. */
const ask = async (token: string) => (await runtime.authenticate(token, 'member')) ?? runtime.authenticateEnded(token);

describe('members whose session has ended', () => {
  it('are known by the access token they had, and by nothing else', async () => {
    const [who, other] = [newMember(), newMember()];
    const [tokens, still] = [await open(who), await open(other)];
    expect(await runtime.authenticateEnded(tokens.accessToken)).toBeNull();
    await leave(who);
    expect(await platform.node().authenticateEnded(tokens.accessToken)).toMatchObject({ brandId: shop.id, audience: 'member', actor: { kind: 'member', id: who.id, memberId: null, sessionEnded: true } });
    expect(await runtime.authenticateEnded(tokens.refreshToken)).toBeNull();
    expect(await runtime.authenticateEnded(still.accessToken)).toBeNull();
    await platform.rows(`UPDATE platform.credential SET expires_at = clock_timestamp() - interval '1 second' WHERE subject_id = $1`, [who.id]);
    expect(await platform.node().authenticateEnded(tokens.accessToken)).toBeNull();
  });

  it('are looked for once when a made-up token is shown a hundred times, and again after 2 s', async () => {
    const invented = newToken(TOKEN_PREFIX.access, newUuid());
    const time = jest.spyOn(performance, 'now').mockReturnValue(1_000_000);
    expect(await Promise.all(Array.from({ length: 50 }, () => ask(invented)))).toEqual(Array(50).fill(null));
    for (let more = 0; more < 50; more++) expect(await ask(invented)).toBeNull();
    expect(looks).toHaveBeenCalledTimes(2); // whose it is, and whose it was
    time.mockReturnValue(1_002_001);
    expect(await ask(invented)).toBeNull();
    expect(looks).toHaveBeenCalledTimes(4);
  });

  it('are nobody once they may call again', async () => {
    const who = newMember();
    const { accessToken } = await open(who);
    await leave(who);
    expect(await runtime.authenticateEnded(accessToken)).toMatchObject({ actor: { id: who.id, sessionEnded: true }, endedAt: expect.any(Date) });
    rights.set(who.id, {});
    expect(await runtime.authenticateEnded(accessToken)).toBeNull();
    expect(await runtime.authenticate(accessToken, 'member')).toBeNull();
  });

  it('are looked for one after the other by a token that was theirs', async () => {
    const who = newMember();
    const { accessToken } = await open(who);
    await leave(who);
    const found = await Promise.all(Array.from({ length: 50 }, () => runtime.authenticateEnded(accessToken)));
    expect(found.map((scope) => scope?.actor.id)).toEqual(Array(50).fill(who.id));
    expect(looks).toHaveBeenCalledTimes(2); // whose it was, and whether they may call again
  });

  it('are not looked for by what is no access token', async () => {
    const others = [newToken(TOKEN_PREFIX.secretKey, newUuid()), newToken(TOKEN_PREFIX.publishableKey, newUuid()), newToken(TOKEN_PREFIX.refresh, newUuid()), `rk_live_${'x'.repeat(43)}`, 'rs_access_x', ''];
    for (const token of others) expect(await runtime.authenticateEnded(token)).toBeNull();
    expect(looks).not.toHaveBeenCalled();
  });
});
