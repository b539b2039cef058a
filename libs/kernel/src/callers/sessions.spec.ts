import { type Audience, actorOf, AddressLimits, type Context, newUuid, Sessions, type SessionSubject, type SessionTokens } from '@regulars/plugin-sdk';
import { callersModule, type Rights } from '../../test/callers-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import type { PlatformRuntime } from '../platform';
import type { Scope } from '../runtime';
import { write } from '../write';

const rights: Rights = new Map();

describe('sessions', () => {
  let platform: TestPlatform;
  let other: PlatformRuntime;
  let shop: TestShop;
  let next: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform([callersModule(rights)]);
    other = platform.node();
    [shop, next] = [await platform.brand(), await platform.brand()];
  });
  afterAll(() => platform.stop());

  const nobody = (brandId: string | null, audience: Audience): Scope => ({ brandId, audience, actor: actorOf({ kind: 'anonymous', id: 'anonymous', name: 'anonymous' }), language: 'zh-TW' });

  function subject(kind: SessionSubject['kind'], brandId = shop.id, accountId: string | null = null): SessionSubject {
    const id = newUuid();
    rights.set(id, { permissions: new Set(['people:greet']) });
    return { kind, id, brandId, accountId };
  }

  /** Answers what the work answered and who the request is afterwards. */
  async function request<T>(runtime: PlatformRuntime, scope: Scope, work: (ctx: Context) => Promise<T>) {
    const ctx = await runtime.open(scope);
    try {
      const result = await write(ctx, work);
      return { result, scope: ctx.scope, brand: ctx.scope.brandId && ctx.brand.id };
    } finally {
      await ctx.end();
    }
  }

  const open = async (who: SessionSubject, runtime = platform.runtime): Promise<SessionTokens> =>
    (await request(runtime, nobody(who.kind === 'staff' ? null : who.brandId, who.kind), (ctx) => ctx.use(Sessions).open(who))).result;
  const refresh = async (token: string, kind: 'staff' | 'member', runtime = platform.runtime, brandId: string | null = kind === 'staff' ? null : shop.id): Promise<SessionTokens | null> =>
    (await request(runtime, nobody(brandId, kind), (ctx) => ctx.use(Sessions).refresh(token))).result;
  const age = (seconds: number) => platform.rows(`UPDATE platform.refresh_token SET replaced_at = replaced_at - make_interval(secs => $1) WHERE replaced_at IS NOT NULL`, [seconds]);
  const endings = (who: SessionSubject) => platform.rows('SELECT ended_by FROM platform.session WHERE subject_id = $1', [who.id]);

  it('opens one where there is no brand yet, and the rest of the request is the subject\'s', async () => {
    const who = subject('staff');
    const done = await request(platform.runtime, nobody(null, 'staff'), (ctx) => ctx.use(Sessions).open(who));
    const [session] = await platform.rows<{ id: string }>('SELECT id FROM platform.session WHERE subject_id = $1', [who.id]);
    expect(done.brand).toBe(shop.id);
    expect(done.scope).toMatchObject({ audience: 'staff', language: 'zh-TW', actor: { kind: 'staff', id: who.id, name: 'somebody', memberId: null, sessionId: session?.id } });
    expect(done.result.accessToken).toMatch(/^rs_access_/);
    expect(done.result.refreshToken).toMatch(/^rs_refresh_/);
    expect(Math.abs(done.result.expiresAt.getTime() - Date.now() - 900_000)).toBeLessThan(60_000);
    expect(await other.authenticate(done.result.accessToken, 'staff')).toEqual({ ...done.scope, language: undefined });
    expect(await other.authenticate(done.result.accessToken, 'member')).toBeNull();
    expect(await other.authenticate(done.result.refreshToken, 'staff')).toBeNull();
  });

  it('leaves the rest of the request where it comes from: the limits of an address go on, for a refresh too', async () => {
    const who = subject('member');
    const steps: ((ctx: Context) => Promise<SessionTokens | null>)[] = [(ctx) => ctx.use(Sessions).open(who)];
    const { refreshToken } = await open(who);
    steps.push((ctx) => ctx.use(Sessions).refresh(refreshToken));
    for (const [index, step] of steps.entries()) {
      const ctx = await platform.runtime.open({ ...nobody(shop.id, 'member'), address: `203.0.113.${index}` });
      const take = () => ctx.use(AddressLimits).take('spec.try', [{ max: 2, seconds: 600 }]);
      expect(await take()).toBeNull();
      await write(ctx, step);
      expect(ctx.scope).toMatchObject({ actor: { id: who.id }, address: `203.0.113.${index}` });
      expect([await take(), await take()]).toEqual([null, expect.any(Number)]);
      await ctx.end();
    }
  });

  it('opens none when the transaction is rolled back', async () => {
    const who = subject('member');
    const ctx = await platform.runtime.open(nobody(shop.id, 'member'));
    await expect(write(ctx, async (attempt) => {
      await attempt.use(Sessions).open(who);
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(ctx.scope.actor.kind).toBe('anonymous');
    await ctx.end();
    expect(await endings(who)).toEqual([]);
  });

  it('opens none in another brand than the one the request is about', async () => {
    const who = subject('member', next.id);
    await expect(request(platform.runtime, nobody(shop.id, 'member'), (ctx) => ctx.use(Sessions).open(who))).rejects.toMatchObject({ code: '42501' });
    expect(await endings(who)).toEqual([]);
  });

  it('stores no token', async () => {
    const { accessToken, refreshToken } = await open(subject('member'));
    const rows = await platform.rows<{ row: string }>('SELECT c::text AS row FROM platform.credential c UNION ALL SELECT t::text FROM platform.refresh_token t UNION ALL SELECT s::text FROM platform.session s');
    const text = rows.map(({ row }) => row).join('\n');
    for (const token of [accessToken, refreshToken]) for (const part of [token, Buffer.from(token).toString('hex'), token.split('_')[3] ?? '?']) expect(text).not.toContain(part);
  });

  it('gives the next pair for a refresh token, once; a repeat within 30 s gets another', async () => {
    const who = subject('member');
    const first = await open(who);
    const second = await refresh(first.refreshToken, 'member', other);
    const repeated = await refresh(first.refreshToken, 'member');
    expect(new Set([first, second, repeated].map((pair) => pair?.accessToken)).size).toBe(3);
    for (const pair of [first, second, repeated]) expect(await platform.runtime.authenticate(pair?.accessToken ?? '', 'member')).toMatchObject({ actor: { id: who.id, memberId: who.id } });
    expect(await endings(who)).toEqual([{ ended_by: null }]);
  });

  it('goes on with who lost answers and repeats', async () => {
    const who = subject('member');
    let { refreshToken } = await open(who);
    for (let round = 0; round < 3; round++) {
      await refresh(refreshToken, 'member');
      await refresh(refreshToken, 'member', other);
      refreshToken = (await refresh(refreshToken, 'member'))?.refreshToken ?? '';
      await age(31);
    }
    expect(await refresh(refreshToken, 'member')).not.toBeNull();
    expect(await endings(who)).toEqual([{ ended_by: null }]);
  });

  it.each([['the first of the two goes on', 'second', 'repeated'], ['the second does, and then the first', 'repeated', 'second']] as const)('ends it when two share a token, and %s', async (_, one, two) => {
    const who = subject('member');
    const first = await open(who);
    const pairs = { second: await refresh(first.refreshToken, 'member', other), repeated: await refresh(first.refreshToken, 'member') };
    const next = await refresh(pairs[one]?.refreshToken ?? '', 'member');
    expect(next === null).toBe(one === 'second');
    expect(await endings(who)).toEqual([{ ended_by: one === 'second' ? 'REUSE' : null }]);
    expect(await refresh(pairs[two]?.refreshToken ?? '', 'member', other)).toBeNull();
    expect(await endings(who)).toEqual([{ ended_by: 'REUSE' }]);
    for (const pair of [pairs.second, pairs.repeated, next]) {
      expect(await platform.node().authenticate(pair?.accessToken ?? '', 'member')).toBeNull();
      expect(await refresh(pair?.refreshToken ?? '', 'member')).toBeNull();
    }
  });

  it('ends it at once when a token is repeated whose successor was used', async () => {
    const who = subject('member');
    const first = await open(who);
    const second = await refresh(first.refreshToken, 'member');
    const third = await refresh(second?.refreshToken ?? '', 'member', other);
    expect(await refresh(first.refreshToken, 'member')).toBeNull();
    expect(await endings(who)).toEqual([{ ended_by: 'REUSE' }]);
    expect(await refresh(third?.refreshToken ?? '', 'member')).toBeNull();
  });

  it('ends the session when a replaced token is shown again later', async () => {
    const who = subject('member');
    const first = await open(who);
    const second = await refresh(first.refreshToken, 'member');
    await age(31);
    expect(await refresh(first.refreshToken, 'member', other)).toBeNull();
    expect(await endings(who)).toEqual([{ ended_by: 'REUSE' }]);
    expect(await refresh(second?.refreshToken ?? '', 'member')).toBeNull();
    expect(await platform.node().authenticate(second?.accessToken ?? '', 'member')).toBeNull();
  });

  it('stands 20 refreshes of one token at once on two processes: each gets a pair that works', async () => {
    const who = subject('staff');
    const { refreshToken } = await open(who);
    const pairs = await Promise.all(Array.from({ length: 20 }, (_, n) => refresh(refreshToken, 'staff', n % 2 ? other : platform.runtime)));
    const scopes = await Promise.all(pairs.map((pair) => other.authenticate(pair?.accessToken ?? '', 'staff')));
    expect(scopes.map((scope) => scope?.actor.id)).toEqual(Array.from({ length: 20 }, () => who.id));
    expect(new Set(pairs.map((pair) => pair?.refreshToken)).size).toBe(20);
    expect(await endings(who)).toEqual([{ ended_by: null }]);
    expect(await platform.rows(`SELECT count(*)::int AS good FROM platform.refresh_token t JOIN platform.session s ON s.id = t.session_id WHERE s.subject_id = $1 AND t.replaced_at IS NULL`, [who.id])).toEqual([{ good: 1 }]);
  });

  it('refuses a token of another audience, brand, kind or form, and one that expired', async () => {
    const member = await open(subject('member'));
    expect(await refresh(member.refreshToken, 'staff')).toBeNull();
    expect(await refresh(member.refreshToken, 'member', platform.runtime, next.id)).toBeNull();
    expect(await refresh(member.accessToken, 'member')).toBeNull();
    expect(await refresh('rs_refresh_x', 'member')).toBeNull();
    await platform.rows(`UPDATE platform.refresh_token SET expires_at = now() - interval '1 second'`);
    expect(await refresh(member.refreshToken, 'member')).toBeNull();
    expect(await platform.rows(`SELECT 1 FROM platform.refresh_token WHERE replaced_at IS NOT NULL AND token_hash = sha256($1::bytea)`, [Buffer.from(member.refreshToken)])).toEqual([]);
  });

  it('moves to another brand of the same account', async () => {
    const account = newUuid();
    const [here, there, stranger] = [subject('staff', shop.id, account), subject('staff', next.id, account), subject('staff', next.id, newUuid())];
    const first = await open(here);
    const moved = await request(other, nobody(null, 'staff'), (ctx) => ctx.use(Sessions).refresh(first.refreshToken, async (id) => (id === account ? there : null)));
    expect(moved.scope).toMatchObject({ brandId: next.id, actor: { id: there.id } });
    const back = await refresh(moved.result?.refreshToken ?? '', 'staff');
    expect(await other.authenticate(back?.accessToken ?? '', 'staff')).toMatchObject({ brandId: next.id, actor: { id: there.id } });
    await expect(request(other, nobody(null, 'staff'), (ctx) => ctx.use(Sessions).refresh(back?.refreshToken ?? '', async () => stranger))).rejects.toThrow('stays with the account');
    expect(await request(other, nobody(null, 'staff'), (ctx) => ctx.use(Sessions).refresh(back?.refreshToken ?? '', async () => null))).toMatchObject({ result: null, brand: null });
    expect(await refresh(back?.refreshToken ?? '', 'staff')).not.toBeNull();
  });

  it('ends one, or all of a subject or an account; this process knows at once', async () => {
    const account = newUuid();
    const [here, there] = [subject('staff', shop.id, account), subject('staff', next.id, account)];
    const pairs = [await open(here), await open(here), await open(there)];
    const scopes = await Promise.all(pairs.map((pair) => platform.runtime.authenticate(pair.accessToken, 'staff')));
    await request(platform.runtime, scopes[0] as Scope, (ctx) => ctx.use(Sessions).end());
    expect(await Promise.all(pairs.map(async (pair) => (await platform.runtime.authenticate(pair.accessToken, 'staff')) !== null))).toEqual([false, true, true]);
    await request(platform.runtime, scopes[1] as Scope, (ctx) => ctx.use(Sessions).endAll(here));
    expect(await Promise.all(pairs.map((pair) => platform.runtime.authenticate(pair.accessToken, 'staff')))).toEqual([null, null, null]);

    const member = subject('member');
    const foreign: SessionSubject = { ...member, brandId: next.id };
    const [mine, theirs] = [await open(member), await open(foreign)];
    await shop.context((ctx) => ctx.use(Sessions).endAll(member));
    expect(await platform.runtime.authenticate(mine.accessToken, 'member')).toBeNull();
    expect(await platform.runtime.authenticate(theirs.accessToken, 'member')).not.toBeNull();
  });

  it('asks for rights anew within 2 s, and ends the access of who has none left', async () => {
    const who = subject('staff');
    const { accessToken } = await open(who);
    const clock = jest.spyOn(performance, 'now');
    const at = performance.now();
    clock.mockReturnValue(at);
    expect((await other.authenticate(accessToken, 'staff'))?.actor.permissions).toEqual(new Set(['people:greet']));
    rights.set(who.id, { permissions: new Set(['people:dismiss']), storeIds: new Set(['s']), masks: new Map([['Member.phone', 'PARTIAL']]) });
    clock.mockReturnValue(at + 2_001);
    expect((await other.authenticate(accessToken, 'staff'))?.actor).toMatchObject({ permissions: new Set(['people:dismiss']), storeIds: new Set(['s']), masks: new Map([['Member.phone', 'PARTIAL']]) });
    rights.delete(who.id);
    clock.mockReturnValue(at + 4_002);
    expect(await other.authenticate(accessToken, 'staff')).toBeNull();
    clock.mockRestore();
  });

  it('ends access tokens after 15 minutes', async () => {
    const { accessToken } = await open(subject('staff'));
    const [left] = await platform.rows<{ minutes: number }>(`SELECT round(extract(epoch FROM max(expires_at) - now()) / 60)::int AS minutes FROM platform.credential`);
    expect(left).toEqual({ minutes: 15 });
    await platform.rows(`UPDATE platform.credential SET expires_at = now() - interval '1 ms'`);
    expect(await other.authenticate(accessToken, 'staff')).toBeNull();
  });
});
