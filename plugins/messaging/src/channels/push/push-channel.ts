import { createHash, createPublicKey } from 'node:crypto';
import { generateRequestDetails } from 'web-push';
import { z } from 'zod';
import type { ChannelContent, ChannelDriver, ChannelRun, ContentProblem, OutgoingMessage, SendOutcome } from '../channel';
import { failed, retry, sent, unreachable } from '../outcomes';
import { asObject, callProvider, type ProviderAnswer, readObject } from '../provider-call';

const LIFE = 86_400; // s that a push service keeps what it cannot deliver
const MAX_PAYLOAD = 3_000; // bytes; a push service takes 4,096, sealed
const MAX_ADDRESS = 1_000;

/** Push services of browsers. A subscription comes from a browser, and whom it names we call: nobody else, but what the operator named. */
const SERVICES = /^https:\/\/(fcm\.googleapis\.com|updates\.push\.services\.mozilla\.com|web\.push\.apple\.com|[a-z0-9-]+\.notify\.windows\.com|[a-z0-9-]+\.push\.apple\.com)\//;

const credentials = z.strictObject({
  /** VAPID, as browsers take them: 65 and 32 bytes in base64url. */
  publicKey: z.string().regex(/^[\w-]{87}$/).refine(isOnCurve),
  privateKey: z.string().regex(/^[\w-]{43}$/),
  /** Whom a push service may write to. */
  subject: z.string().max(200).regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/),
});

const say = {
  empty: { en: 'Say what it is about', 'zh-TW': '請填寫標題' },
  noUrl: { en: 'A link begins with https://', 'zh-TW': '連結須以 https:// 開頭' },
  tooLong: { en: `At most ${MAX_PAYLOAD} bytes together`, 'zh-TW': `合計最多 ${MAX_PAYLOAD} 位元組` },
};

/** Notifications of browsers, by the standard. @param service of the operator's, called beside those of browsers */
export const pushChannel = (service?: string): ChannelDriver => ({
  code: 'PUSH',
  label: { en: 'Web push', 'zh-TW': '網頁推播' },
  identity: 'DEVICE',
  credentials,
  parts: [
    { name: 'title', escape: 'NONE', required: true, maxLength: 200 },
    { name: 'body', escape: 'NONE', required: false, maxLength: 1_000 },
    { name: 'url', escape: 'NONE', required: false, maxLength: 1_000 },
  ],
  keepsKeys: null,
  batchSize: 1,
  readAddress: (value) => (readSubscription(value, service) ? value : null),
  checkContent: pushProblems,
  send: async (run, { messages }) => {
    const outcomes: SendOutcome[] = [];
    for (const message of messages) outcomes.push(await sendOne(run, message, service));
    return outcomes;
  },
});

interface Subscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** What a page got from its browser, as JSON; null when it is none, or names a service that browsers do not have. */
function readSubscription(value: string, service?: string): Subscription | null {
  const read = value.length > MAX_ADDRESS ? null : readObject(value);
  const [endpoint, keys] = [String(read?.endpoint), asObject(read?.keys)];
  const [p256dh, auth] = [String(keys?.p256dh), String(keys?.auth)];
  if (!URL.canParse(endpoint) || !isService(endpoint, service) || !/^[\w-]{87}=?$/.test(p256dh) || !isOnCurve(p256dh) || !/^[\w-]{22}(==)?$/.test(auth)) return null;
  return { endpoint, keys: { p256dh, auth } };
}

const isService = (endpoint: string, ours?: string): boolean => SERVICES.test(endpoint) || (ours !== undefined && new URL(endpoint).origin === new URL(ours).origin);

/** A point that is none would be found out only when something is sealed for it. */
function isOnCurve(key: string): boolean {
  const point = Buffer.from(key, 'base64url');
  try {
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    return point.length === 65 && createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' }).asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
}

async function sendOne(run: ChannelRun, { id, to, content }: OutgoingMessage, service?: string): Promise<SendOutcome> {
  const subscription = readSubscription(to, service);
  if (subscription === null) return unreachable('ADDRESS_UNKNOWN');
  const { publicKey = '', privateKey = '', subject = '' } = run.credentials as Record<string, string>;
  // Of two of one topic the service keeps the later: where the first one's answer was lost, the device shows one.
  const topic = createHash('sha256').update(id).digest('base64url').slice(0, 32);
  const { endpoint, headers, body } = generateRequestDetails(subscription, payloadOf(id, content), { vapidDetails: { subject, publicKey, privateKey }, TTL: LIFE, contentEncoding: 'aes128gcm', topic });
  const answer = await callProvider(run, { method: 'POST', url: endpoint, headers: headers as Record<string, string>, body: new Uint8Array(body) });
  return answer === null ? retry('PROVIDER_UNREACHABLE') : outcomeOf(answer);
}

const payloadOf = (id: string, { title, body = '', url = '' }: ChannelContent): string => JSON.stringify({ id, title, ...(body !== '' && { body }), ...(url !== '' && { url }) });

function outcomeOf({ status, retryAfter }: ProviderAnswer): SendOutcome {
  if (status >= 200 && status < 300) return sent(null);
  if (status === 404 || status === 410) return unreachable('SUBSCRIPTION_GONE');
  if (status === 429) return retry('RATE_LIMITED', retryAfter);
  if (status === 503) return retry('PROVIDER_TROUBLE', retryAfter);
  if (status === 401 || status === 403) return failed('CREDENTIALS_REFUSED');
  if (status >= 500) throw new Error('A push service did not say what became of a message', { cause: status });
  return failed(status === 413 ? 'CONTENT_TOO_LARGE' : 'PROVIDER_REFUSED');
}

function pushProblems(content: ChannelContent): ContentProblem[] {
  const { title = '', url = '' } = content;
  return [
    ...(title.trim() === '' ? [{ part: 'title', text: say.empty }] : []),
    ...(url !== '' && !url.startsWith('https://') ? [{ part: 'url', text: say.noUrl }] : []),
    ...(Buffer.byteLength(payloadOf('', content)) > MAX_PAYLOAD ? [{ part: 'body', text: say.tooLong }] : []),
  ];
}
