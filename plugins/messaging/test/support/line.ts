import { createHmac } from 'node:crypto';
import { newUuid, readId } from '@regulars/plugin-sdk';
import type { TestCaller, TestShop } from '@regulars/testing';
import { providerHook } from '../../src/domain/hook';

const CONNECT = 'mutation ($credentials: JSON!) { messageChannelConnect(channel: "LINE", credentials: $credentials) { channel { code } userErrors { message } } }';
const START = 'mutation { messageLineLinkStart(linkToken: "a-token-of-LINE") { url userErrors { message } } }';
const SECRET = 'secret';

/** As the brand that LINE knows. What is asked of LINE then is asked of nobody. */
export function connectLine(staff: TestCaller): Promise<object> {
  process.env.REGULARS_MESSAGE_PROVIDERS ??= JSON.stringify({ line: 'http://127.0.0.1:9' });
  return staff.ok(CONNECT, { credentials: { channelAccessToken: 'token', channelSecret: SECRET } });
}

/** What LINE tells of somebody. */
export async function tellByLine(shop: TestShop, userId: string, type: string, more: object = {}): Promise<void> {
  const [account] = await shop.platform.rows<{ hook_key: string }>("SELECT hook_key FROM messaging.channel_account WHERE brand_id = $1 AND channel = 'LINE'", [shop.id]);
  const event = { type, source: { type: 'user', userId }, timestamp: Date.parse('2026-01-05T04:00:00Z'), webhookEventId: newUuid(), ...more };
  const body = Buffer.from(JSON.stringify({ events: [event] }));
  const headers = { 'x-line-signature': createHmac('sha256', SECRET).update(body).digest('base64') };
  await shop.context((ctx) => providerHook.receive(ctx, { method: 'POST', url: '', path: ['line', account?.hook_key ?? ''], query: {}, headers, body }));
}

/** The member's account at LINE is linked. */
export async function linkByLine(shop: TestShop, memberId: string, userId: string): Promise<void> {
  const caller = shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', memberId) as string, name: memberId });
  const nonce = new URL((await caller.one(START)).url as string).searchParams.get('nonce');
  await tellByLine(shop, userId, 'accountLink', { link: { result: 'ok', nonce } });
}
