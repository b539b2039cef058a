import { newUuid } from '@regulars/plugin-sdk';
import { createHash, randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { noteModule } from '../../test/note-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { createCredential } from './create-credential';
import { Credentials } from './credentials';
import { newToken, TOKEN_PREFIX } from './tokens';

describe('credentials', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let credentials: Credentials;
  let connections: jest.SpyInstance;

  beforeAll(async () => {
    platform = await createTestPlatform([noteModule()]);
    shop = await platform.brand();
  });
  afterAll(() => platform.stop());
  beforeEach(() => {
    const { runtime } = platform;
    credentials = new Credentials(runtime.app, (brandId, read) => runtime.aside(brandId, read), pino({ level: 'silent' }));
    connections = jest.spyOn(runtime.app, 'connect');
  });
  afterEach(async () => {
    connections.mockRestore();
    await credentials.stop();
  });

  const key = (more: Partial<Parameters<typeof createCredential>[1]> = {}) =>
    createCredential(platform.database.ownerUrl, { audience: 'staff', kind: 'integration', name: 'till', brandId: shop.id, permissions: ['note:write'], ...more });

  it('answers whose a key is; a publishable one is nobody\'s, and names the brand', async () => {
    const secret = await key();
    expect(await credentials.find(secret.token, 'staff')).toMatchObject({ brandId: shop.id, audience: 'staff', actor: { kind: 'integration', id: secret.id, name: 'till', permissions: new Set(['note:write']), storeIds: null, sessionId: null } });
    const publishable = await key({ audience: 'member', kind: 'anonymous', permissions: [] });
    expect(publishable.token).toMatch(/^rk_pub_/);
    expect(await credentials.find(publishable.token, 'member')).toMatchObject({ brandId: shop.id, actor: { kind: 'anonymous', memberId: null, permissions: new Set() } });
    expect(await credentials.find(publishable.token, 'staff')).toBeNull();
    await expect(key({ audience: 'member', kind: 'anonymous', permissions: ['note:write'] })).rejects.toThrow('credential_anonymous_check');
  });

  it('refuses what is mistyped without asking the database', async () => {
    const { token } = await key();
    for (const wrong of [`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`, token.slice(1), `${token}0`, 'rk_live_abc', '', token.toUpperCase()]) expect(await credentials.find(wrong, 'staff')).toBeNull();
    expect(connections).not.toHaveBeenCalled();
    expect(await credentials.find(token, 'staff')).not.toBeNull();
    expect(connections).toHaveBeenCalledTimes(1); // the spy sees what there is to see
  });

  it('keeps what it knows of good keys however many made-up ones are shown', async () => {
    const { token } = await key();
    await credentials.find(token, 'staff');
    const made = jest.spyOn(credentials as unknown as { read: () => Promise<null> }, 'read').mockResolvedValue(null);
    for (let n = 0; n < 10_050; n++) await credentials.find(newToken(TOKEN_PREFIX.secretKey, newUuid()), 'staff');
    expect(made).toHaveBeenCalledTimes(10_050);
    expect(await credentials.find(token, 'staff')).toMatchObject({ actor: { name: 'till' } });
    expect(made).toHaveBeenCalledTimes(10_050);
  });

  it('asks once for a key that many show at once, and again after 2 s', async () => {
    const { token, id } = await key();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000_000);
    await Promise.all(Array.from({ length: 50 }, () => credentials.find(token, 'staff')));
    expect(connections).toHaveBeenCalledTimes(1);
    await platform.rows('UPDATE platform.credential SET revoked_at = now() WHERE id = $1', [id]);
    clock.mockReturnValue(1_002_000);
    expect(await credentials.find(token, 'staff')).not.toBeNull();
    clock.mockReturnValue(1_002_001);
    expect(await credentials.find(token, 'staff')).toBeNull();
    clock.mockRestore();
  });

  it('costs at most 50 µs once it is known', async () => {
    const { token } = await key();
    await credentials.find(token, 'staff');
    const samples: number[] = [];
    for (let n = 0; n < 2_000; n++) {
      const before = process.hrtime.bigint();
      await credentials.find(token, 'staff');
      samples.push(Number(process.hrtime.bigint() - before) / 1_000);
    }
    expect(samples.sort((a, b) => a - b)[200]).toBeLessThan(50); // a tenth is enough: a busy machine slows the others
  });

  it('notes the use of a key beside the request, at most once a minute', async () => {
    const { token, id } = await key();
    const lastUse = async () => (await platform.rows<{ at: Date | null }>('SELECT last_used_at AS at FROM platform.credential WHERE id = $1', [id]))[0]?.at ?? null;
    await credentials.find(token, 'staff');
    expect(await lastUse()).toBeNull();
    await credentials.stop();
    const first = await lastUse();
    expect(first).toBeInstanceOf(Date);
    await credentials.find(token, 'staff');
    await credentials.stop();
    expect(await lastUse()).toEqual(first);
    const other = new Credentials(platform.runtime.app, (brandId, read) => platform.runtime.aside(brandId, read), pino({ level: 'silent' }));
    await other.find(token, 'staff');
    await other.stop();
    expect(await lastUse()).toEqual(first); // another process within the minute
    await platform.rows(`UPDATE platform.credential SET last_used_at = now() - interval '61 seconds' WHERE id = $1`, [id]);
    const later = new Credentials(platform.runtime.app, (brandId, read) => platform.runtime.aside(brandId, read), pino({ level: 'silent' }));
    await later.find(token, 'staff');
    await later.stop();
    expect((await lastUse())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
  });

  it('knows keys made before keys named themselves', async () => {
    const former = `rk_live_${randomBytes(32).toString('base64url')}`;
    await platform.rows(`INSERT INTO platform.credential (token_hash, audience, brand_id, kind, name, permissions) VALUES ($1, 'staff', $2, 'staff', 'development', '{}')`, [createHash('sha256').update(former).digest(), shop.id]);
    expect(await credentials.find(former, 'staff')).toMatchObject({ actor: { name: 'development' } });
  });
});
