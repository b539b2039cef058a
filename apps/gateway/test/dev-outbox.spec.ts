import { CodeDelivery } from '@regulars/plugin-sdk';
import { modules } from '../src/plugins';
import { call, createStage, type Stage } from './stage';

describe('the development outbox', () => {
  let stage: Stage;
  const development = () => ({ platformToken: 'p', brands: {} });

  beforeAll(async () => {
    stage = await createStage(modules);
  });
  afterAll(() => stage.stop());

  it('shows codes that nobody sends, newest first, as JSON and as a page', async () => {
    const shop = await stage.platform.brand({ code: 'tea' });
    const expiresAt = new Date((await shop.now()).getTime() + 60_000);
    const code = { channel: 'SMS', to: '+886912345678', purpose: 'MEMBER_SIGN_IN', code: '271828', language: 'zh-TW', expiresAt } as const;
    await shop.context((ctx) => ctx.use(CodeDelivery).deliver(code));
    await shop.context((ctx) => ctx.use(CodeDelivery).deliver({ ...code, channel: 'EMAIL', to: '"<b>"@example.com', code: 'https://example.com/?a&b' }));
    const { url } = await stage.gateway({ development });
    const json = await call(`${url}/dev/outbox`, { headers: { accept: 'application/json' } });
    expect(json.body.codes.map((one: { brand: string; to: string; code: string }) => [one.brand, one.to, one.code])).toEqual([
      ['tea', '"<b>"@example.com', 'https://example.com/?a&b'], ['tea', '+886912345678', '271828'],
    ]);
    const page = await call(`${url}/dev/outbox`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('<td>271828</td>');
    expect(page.body).toContain('<td>&quot;&lt;b&gt;&quot;@example.com</td><td>https://example.com/?a&amp;b</td>');
  });

  it('is not there in production, nor under another name', async () => {
    const [production, developing] = [await stage.gateway(), await stage.gateway({ development })];
    expect((await call(`${production.url}/dev/outbox`)).status).toBe(404);
    const { port } = new URL(developing.url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => request({ port, host: '127.0.0.1', path: '/dev/outbox', headers: { host: 'evil.example' } }, (response) => resolve(response.resume().statusCode)).end());
    expect(status).toBe(403);
  });
});
