import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { messaging } from '../src';
import { providerHook } from '../src/domain/hook';
import { unsubscribeUrlFor } from '../src/domain/links';
import { messageOutbox } from '../src/domain/outbox';
import { agree, broadcast, join, sendNow, template } from './support/shop';

let platform: TestPlatform;
beforeAll(async () => {
  process.env.REGULARS_PUBLIC_URL = 'https://go.example';
  platform = await createTestPlatform([brand, member, order, points, tier, messaging]);
});
afterAll(async () => {
  delete process.env.REGULARS_PUBLIC_URL;
  await platform.stop();
});

it('takes one click to hear no more, asked first where a program might only be looking, and of an edited link nothing', async () => {
  const shop = await platform.brand({ plugins: ['messaging'] });
  const staff = shop.everything();
  await staff.ok('mutation { pluginConfigure(id: "messaging", settings: { quietHours: null }) { userErrors { message } } }');
  const ann = await join(staff, { phone: '+886912000001' });
  await agree(staff, ann, true, 'SMS');
  const content = { channel: 'SMS', language: 'en', parts: [{ name: 'text', text: 'Tea for {{ member.number }}' }] };
  await sendNow(staff, await broadcast(staff, await template(staff, [content]), { channel: 'SMS' }));
  await platform.drain();
  expect(await shop.read((ctx) => messageOutbox.recent(ctx, 10))).toMatchObject([{ channel: 'SMS', to: '+886912000001', content: { text: expect.stringMatching(/^Tea for /) as string } }]);

  const [{ id } = { id: '' }] = await platform.rows<{ id: string }>('SELECT id FROM messaging.message WHERE brand_id = $1', [shop.id]);
  const url = await shop.read((ctx) => Promise.resolve(unsubscribeUrlFor(ctx, id) ?? ''));
  const token = decodeURIComponent(url.split('/').at(-1) ?? '');
  expect(url).toMatch(/^https:\/\/go\.example\/hooks\/brd_\w+\/messaging\/u\/[^/]+$/);
  const call = (method: 'GET' | 'POST', of: string) => shop.context((ctx) => providerHook.receive(ctx, { method, url, path: ['u', of], query: {}, headers: {}, body: Buffer.alloc(0) }));
  const consents = (): Promise<object[]> => platform.rows('SELECT granted FROM member.consent_now WHERE brand_id = $1 AND member_id = $2', [shop.id, readId('mbr', ann)]);
  const before = await shop.digest();
  expect(await call('POST', `${token}x`)).toEqual({ status: 400, body: { code: 'UNSUBSCRIBE_LINK_INVALID' } });
  const asked = await call('GET', token);
  expect([asked.status, asked.html?.includes('<form method="post">')]).toEqual([200, true]);
  expect([await shop.digest(), await consents()]).toEqual([before, [{ granted: true }]]);
  expect((await call('POST', token)).status).toBe(200);
  const after = await shop.digest();
  expect((await call('POST', token)).status).toBe(200);
  expect([await shop.digest(), await consents()]).toEqual([after, [{ granted: false }]]);
});
