import { createPublicKey } from 'node:crypto';
import { asObject, readObject } from '../provider-call';

/** What a page got from its browser, to be kept and written to. */
export interface Subscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** The same, as a page tells it. */
export interface GivenSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Where an operator's own push service is, if there is one. */
export type OwnService = () => string | undefined;

const MAX_ADDRESS = 1_000;
const MAX_ENDPOINT = 800;
const UNCOMPRESSED = 4; // how the 65 bytes of a point begin

/** Push services of browsers. A subscription comes from a browser, and whom it names we call: nobody else, but what the operator named. */
const SERVICES = /^https:\/\/(fcm\.googleapis\.com|updates\.push\.services\.mozilla\.com|web\.push\.apple\.com|[a-z0-9-]+\.notify\.windows\.com|[a-z0-9-]+\.push\.apple\.com)\//;

/** What of a subscription is not as browsers give it. */
export function subscriptionFaults({ endpoint, p256dh, auth }: GivenSubscription, own: OwnService): readonly (keyof GivenSubscription)[] {
  return [
    ...(isEndpoint(endpoint, own()) ? [] : ['endpoint' as const]),
    ...(/^[\w-]{87}=?$/.test(p256dh) && isOnCurve(p256dh) ? [] : ['p256dh' as const]),
    ...(/^[\w-]{22}(==)?$/.test(auth) ? [] : ['auth' as const]),
  ];
}

/** One spelling is one subscription: a browser gives a URL as URLs are written down. */
const isEndpoint = (text: string, own: string | undefined): boolean =>
  text.length <= MAX_ENDPOINT && URL.canParse(text) && new URL(text).href === text && !text.includes('#') && isService(text, own);

const isService = (url: string, own: string | undefined): boolean => SERVICES.test(url) || (own !== undefined && isBelow(url, own));

/** An origin would not do: `blob:` and a name with a password share one, and beside a proxy's path there may be anything. */
function isBelow(url: string, own: string): boolean {
  const { protocol, username, password } = new URL(url);
  return ['http:', 'https:'].includes(protocol) && username + password === '' && url.startsWith(new URL(own.endsWith('/') ? own : `${own}/`).href);
}

/** As an address is kept: the same for the same subscription. */
export const addressOf = ({ endpoint, p256dh, auth }: GivenSubscription): string =>
  JSON.stringify({ endpoint, keys: { p256dh: unpadded(p256dh), auth: unpadded(auth) } } satisfies Subscription);

const unpadded = (text: string): string => text.replaceAll('=', '');

/** Null when it is none, or names a service that browsers do not have. */
export function readSubscription(address: string, own: OwnService): Subscription | null {
  const read = address.length > MAX_ADDRESS ? null : readObject(address);
  const keys = asObject(read?.keys);
  const given = { endpoint: String(read?.endpoint), p256dh: String(keys?.p256dh), auth: String(keys?.auth) };
  return subscriptionFaults(given, own).length > 0 ? null : { endpoint: given.endpoint, keys: { p256dh: given.p256dh, auth: given.auth } };
}

/** A point that is none would be found out only when something is sealed for it. */
export function isOnCurve(key: string): boolean {
  const point = Buffer.from(key, 'base64url');
  try {
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    return point.length === 65 && point[0] === UNCOMPRESSED && createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' }).asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
}
