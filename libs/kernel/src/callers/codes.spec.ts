import { actorOf, CodeDelivery, CodeSenders, type Context, definePlugin, extend, type SentCode } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { drain } from '../worker';

const sent: { code: SentCode; brand: string }[] = [];
let fault: Error | null = null;

const sender = definePlugin({
  id: 'sender', version: '1.0.0', sdk: '^1.0.0', core: true,
  extensions: [
    extend(CodeSenders, { send: async (_, { channel }) => { if (fault) throw fault; return channel === 'EMAIL' && false; } }),
    extend(CodeSenders, { send: async (ctx, code) => { if (code.channel !== 'SMS') return false; sent.push({ code, brand: ctx.brand.id }); return true; } }),
  ],
});

describe('code delivery', () => {
  let platform: TestPlatform;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform([sender]);
    shop = await platform.brand();
  });
  afterAll(() => platform.stop());

  async function code(ctx: Context, more: Partial<SentCode> = {}): Promise<SentCode> {
    const made: SentCode = { channel: 'SMS', to: '+886912345678', purpose: 'MEMBER_SIGN_IN', code: '314159', language: 'zh-TW', expiresAt: new Date(ctx.now.getTime() + 300_000), ...more };
    await ctx.use(CodeDelivery).deliver(made);
    return made;
  }
  const rows = () => platform.rows<{ row: string }>('SELECT o::text AS row FROM platform.outgoing_code o');

  it('hands a code to the first sender that takes it, after the commit, and keeps nothing', async () => {
    const made = await shop.context((ctx) => code(ctx));
    expect(sent).toEqual([]);
    const text = (await rows()).map(({ row }) => row).join();
    for (const secret of ['314159', '912345678', Buffer.from('314159').toString('hex'), Buffer.from('912345678').toString('hex')]) expect(text).not.toContain(secret);
    await drain(platform.runtime);
    expect(sent).toEqual([{ code: made, brand: shop.id }]);
    expect(await rows()).toEqual([]);
  });

  it('sends nothing of a transaction that was rolled back', async () => {
    sent.length = 0;
    await expect(shop.context(async (ctx) => {
      await code(ctx);
      throw new Error('no');
    })).rejects.toThrow('no');
    await drain(platform.runtime);
    expect([sent, await rows()]).toEqual([[], []]);
  });

  it('keeps, sealed and for as long as it is good, what no sender takes: the development outbox', async () => {
    const made = await shop.context((ctx) => code(ctx, { channel: 'EMAIL', to: 'ann@example.com', code: 'https://example.com/reset/abc' }));
    const brandless = await platform.runtime.transaction({ brandId: null, audience: 'staff', actor: actorOf({ kind: 'anonymous', id: 'a', name: 'a' }) }, (ctx) => code(ctx, { channel: 'EMAIL' }));
    await drain(platform.runtime);
    expect(await platform.runtime.waitingCodes()).toEqual([{ ...brandless, brand: null, createdAt: expect.any(Date) }, { ...made, brand: 'shop-1', createdAt: expect.any(Date) }]);
    expect(await platform.rows('SELECT state FROM platform.outgoing_code')).toEqual([{ state: 'UNTAKEN' }, { state: 'UNTAKEN' }]);
    await platform.rows(`UPDATE platform.outgoing_code SET expires_at = now()`);
    expect(await platform.runtime.waitingCodes()).toEqual([]);
    await platform.rows(`DELETE FROM platform.outgoing_code`);
  });

  it('tries again when a sender failed', async () => {
    sent.length = 0;
    fault = Object.assign(new Error('POST /sms?to=+886912345678&text=314159 failed'), { code: 'ECONNREFUSED' });
    const log = jest.spyOn(platform.runtime.logger, 'warn');
    await shop.context((ctx) => code(ctx));
    await drain(platform.runtime);
    expect([sent, await platform.rows('SELECT state, attempts FROM platform.outgoing_code')]).toEqual([[], [{ state: 'PENDING', attempts: 1 }]]);
    expect(log.mock.calls).toEqual([[{ outgoing: expect.any(String), brand: shop.id, fault: 'Error ECONNREFUSED' }, 'a code could not be sent and is tried again']]);
    log.mockRestore();
    fault = null;
    await platform.rows('UPDATE platform.outgoing_code SET due_at = now()');
    await drain(platform.runtime);
    expect([sent.length, await rows()]).toEqual([1, []]);
  });
});
