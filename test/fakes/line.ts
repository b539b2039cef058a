import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { type Asked, type Controls, FakeServer, readObject, type Reply } from './fake-server';
import { HookSender } from './hook-sender';
import { type Detail, messageProblems } from './line-messages';

/** What somebody's LINE received. */
export interface Delivered {
  readonly messages: readonly Record<string, unknown>[];
  readonly requestId: string;
}

interface Accepted {
  readonly requestId: string;
  readonly sentMessages: readonly { readonly id: string }[];
}

const RETRY_KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const USER_ID = /^U[0-9a-f]{32}$/;
const MAX_RECIPIENTS = 500;
const LINK_TOKEN_LIFE = 600_000; // ms

const PUSH = '/v2/bot/message/push';
const MULTICAST = '/v2/bot/message/multicast';
const PROFILE = '/v2/bot/profile/';
const LINK_TOKEN = /^\/v2\/bot\/user\/([^/]+)\/linkToken$/;
const ACCOUNT_LINK = '/dialog/bot/accountLink';

/** A user id as LINE makes them, always the same for a number. */
export const lineUser = (number: number): string => `U${number.toString(16).padStart(32, '0')}`;

/** LINE's Messaging API of one official account. */
export class FakeLine extends FakeServer {
  readonly channelAccessToken = 'fake-line-token';
  readonly channelSecret = 'fake-line-secret';
  readonly destination = `U${'d'.repeat(32)}`;
  /** Who has added the account, and how they are called there. */
  readonly friends = new Map<string, string>();
  readonly blocked = new Set<string>();
  readonly delivered = new Map<string, Delivered[]>();
  readonly hooks = new HookSender();
  /** Where webhooks go. */
  webhookUrl: string | null = null;
  /** Messages a month. */
  quota: number | null = null;
  used = 0;
  /** A user id LINE does not know fails a request: with this, whoever has the form of one is a friend. */
  knowsEverybody = false;
  private readonly accepted = new Map<string, Accepted>();
  /** ms since the epoch of the latest event. */
  private latestEvent = 0;
  private readonly linkTokens = new Map<string, { readonly userId: string; readonly until: number }>();

  protected answer(asked: Asked): Reply | Promise<Reply> {
    const { method, path } = asked;
    if (method === 'GET' && path === ACCOUNT_LINK) return this.openAccountLink(asked.query);
    if (asked.headers.authorization !== `Bearer ${this.channelAccessToken}`) {
      return this.reply(401, { message: 'Authentication failed. Confirm that the access token in the authorization header is valid.' });
    }
    if (method === 'POST' && (path === PUSH || path === MULTICAST)) return this.send(asked);
    if (method === 'POST' && path.startsWith('/v2/bot/message/validate/')) return this.validate(asked.body);
    if (method === 'GET' && path === '/v2/bot/message/quota') return this.reply(200, this.quota === null ? { type: 'none' } : { type: 'limited', value: this.quota });
    if (method === 'GET' && path === '/v2/bot/message/quota/consumption') return this.reply(200, { totalUsage: this.used });
    if (method === 'GET' && path === '/v2/bot/info') return this.reply(200, { userId: this.destination, basicId: '@fake', displayName: 'Fake', chatMode: 'bot', markAsReadMode: 'auto' });
    if (method === 'GET' && path.startsWith(PROFILE)) return this.profile(path.slice(PROFILE.length));
    const link = LINK_TOKEN.exec(path);
    if (method === 'POST' && link) return this.makeLinkToken(link[1] ?? '');
    return this.reply(404, { message: 'Not found' });
  }

  protected override controls(): Controls {
    return {
      state: () => ({ friends: Object.fromEntries(this.friends), blocked: [...this.blocked], delivered: Object.fromEntries(this.delivered), used: this.used, hooks: this.hooks.sent }),
      webhook: ({ url }) => void (this.webhookUrl = String(url)),
      quota: ({ value }) => void (this.quota = Number(value)),
      follow: ({ userId, name }) => this.follow(String(userId), name === undefined ? undefined : String(name)),
      unfollow: ({ userId }) => this.unfollow(String(userId)),
      beacon: ({ userId, hwid }) => this.beacon(String(userId), String(hwid)),
    };
  }

  /** How often somebody was sent what. */
  countOf(userId: string): number {
    return this.delivered.get(userId)?.length ?? 0;
  }

  /** Somebody adds the account, or unblocks it. */
  async follow(userId: string, name = 'Somebody'): Promise<void> {
    const isUnblocked = this.blocked.delete(userId);
    this.friends.set(userId, name);
    await this.hook([this.event('follow', userId, { replyToken: randomUUID(), follow: { isUnblocked } })]);
  }

  /** Somebody blocks the account. */
  async unfollow(userId: string): Promise<void> {
    this.blocked.add(userId);
    await this.hook([this.event('unfollow', userId)]);
  }

  async beacon(userId: string, hwid: string, type = 'enter'): Promise<void> {
    await this.hook([this.event('beacon', userId, { replyToken: randomUUID(), beacon: { hwid, type } })]);
  }

  /** As LINE makes an event; each has an id of its own, and a copy of it has the same. What happened later says so, however soon it did. */
  event(type: string, userId: string, more: object = {}): Record<string, unknown> {
    const webhookEventId = `01${randomBytes(12).toString('hex').toUpperCase()}`;
    this.latestEvent = Math.max(Date.now(), this.latestEvent + 1);
    return { type, mode: 'active', timestamp: this.latestEvent, source: { type: 'user', userId }, webhookEventId, deliveryContext: { isRedelivery: false }, ...more };
  }

  /** Sends events, with the right signature or the one that is named; null: with none. */
  async hook(events: readonly object[], signature?: string | null): Promise<void> {
    if (this.webhookUrl === null) return;
    const body = JSON.stringify({ destination: this.destination, events });
    const shown = signature === undefined ? this.sign(body) : signature;
    await this.hooks.send({ url: this.webhookUrl, body, headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'LineBotWebhook/2.0', ...(shown !== null && { 'x-line-signature': shown }) } });
  }

  sign(body: string): string {
    return createHmac('sha256', this.channelSecret).update(body).digest('base64');
  }

  /** The page on which somebody agrees that their LINE is linked; what follows is told by webhook. */
  async agreeToLink(url: string): Promise<boolean> {
    const response = await fetch(url, { redirect: 'manual' });
    await response.text();
    return response.ok;
  }

  private async openAccountLink(query: URLSearchParams): Promise<Reply> {
    const [token, nonce] = [query.get('linkToken') ?? '', query.get('nonce') ?? ''];
    const link = this.linkTokens.get(token);
    this.linkTokens.delete(token);
    if (!link || link.until < Date.now() || nonce.length < 10 || nonce.length > 255) return { status: 400, body: 'This link is no longer valid' };
    await this.hook([this.event('accountLink', link.userId, { replyToken: randomUUID(), link: { result: 'ok', nonce } })]);
    return { status: 200, body: 'Linked' };
  }

  private makeLinkToken(userId: string): Reply {
    if (!this.isReachable(userId)) return this.reply(404, { message: 'Not found' });
    const linkToken = randomBytes(24).toString('base64url');
    this.linkTokens.set(linkToken, { userId, until: Date.now() + LINK_TOKEN_LIFE });
    return this.reply(200, { linkToken });
  }

  private profile(userId: string): Reply {
    const displayName = this.friends.get(userId);
    if (displayName === undefined || this.blocked.has(userId)) return this.reply(404, { message: 'Not found' });
    return this.reply(200, { displayName, userId, language: 'zh-TW', pictureUrl: 'https://profile.line-scdn.net/fake', statusMessage: '你好' });
  }

  private validate(body: string): Reply {
    const details = messageProblems(readObject(body)?.messages);
    return details.length > 0 ? this.badRequest(details) : this.reply(200, {});
  }

  private send({ path, headers, body }: Asked): Reply {
    const key = headers['x-line-retry-key'];
    if (key !== undefined && !RETRY_KEY.test(key)) return this.reply(400, { message: 'The retry key is invalid' });
    const earlier = key === undefined ? undefined : this.accepted.get(key);
    if (earlier) {
      return this.reply(409, { message: 'The retry key is already accepted', ...(path === PUSH && { sentMessages: earlier.sentMessages }) }, { 'x-line-accepted-request-id': earlier.requestId });
    }
    const request = readObject(body);
    const to = path === PUSH ? [request?.to] : request?.to;
    const details = [...this.recipientProblems(to), ...messageProblems(request?.messages)];
    if (details.length > 0) return this.badRequest(details);
    return this.accept(to as string[], request?.messages as Record<string, unknown>[], { key, isPush: path === PUSH });
  }

  private accept(to: readonly string[], messages: readonly Record<string, unknown>[], { key, isPush }: { readonly key: string | undefined; readonly isPush: boolean }): Reply {
    if (this.quota !== null && this.used + to.length > this.quota) return this.reply(429, { message: 'You have reached your monthly limit.' });
    const accepted = { requestId: randomUUID(), sentMessages: messages.map(() => ({ id: BigInt(`0x${randomBytes(7).toString('hex')}`).toString() })) };
    if (key !== undefined) this.accepted.set(key, accepted);
    // Who has blocked the account is not told of, and not billed for.
    for (const userId of to.filter((user) => this.isReachable(user))) {
      this.used += 1;
      const before = this.delivered.get(userId);
      if (before) before.push({ messages, requestId: accepted.requestId });
      else this.delivered.set(userId, [{ messages, requestId: accepted.requestId }]);
    }
    return this.reply(200, isPush ? { sentMessages: accepted.sentMessages } : {}, { 'x-line-request-id': accepted.requestId });
  }

  private recipientProblems(to: unknown): Detail[] {
    if (!Array.isArray(to) || to.length < 1 || to.length > MAX_RECIPIENTS) return [{ message: `Size must be between 1 and ${MAX_RECIPIENTS}`, property: 'to' }];
    const isKnown = (user: unknown): boolean => typeof user === 'string' && USER_ID.test(user) && (this.knowsEverybody || this.friends.has(user));
    return to.every(isKnown) && new Set(to).size === to.length ? [] : [{ message: 'The property, \'to\', in the request body is invalid', property: 'to' }];
  }

  private isReachable(userId: string): boolean {
    return (this.knowsEverybody || this.friends.has(userId)) && !this.blocked.has(userId);
  }

  private badRequest(details: readonly Detail[]): Reply {
    return this.reply(400, { message: `The request body has ${details.length} error(s)`, details });
  }

  private reply(status: number, body: object, headers: Record<string, string> = {}): Reply {
    return { status, body, headers: { 'x-line-request-id': randomUUID(), ...headers } };
  }
}
