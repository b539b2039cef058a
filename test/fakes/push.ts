import { createDecipheriv, createECDH, createHmac, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from 'node:crypto';
import { type Asked, type Controls, FakeServer, readObject, type Received, type Reply } from './fake-server';

/** What a page gives its server, so that it may be woken. */
export interface PushSubscriptionJson {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

interface Device {
  readonly keys: ECDH;
  readonly auth: Buffer;
  isGone: boolean;
}

const MAX_BODY = 4_096;
const MAX_TTL = 2_419_200; // s

/** A push service (RFC 8030), and the browsers that subscribed to it: reads who sends (VAPID) and decrypts what is sent (RFC 8291). */
export class FakePush extends FakeServer {
  /** What was shown, by the path of the subscription. */
  readonly shown = new Map<string, string[]>();
  private readonly devices = new Map<string, Device>();

  /** A browser agrees. */
  subscribe(): PushSubscriptionJson {
    const keys = createECDH('prime256v1');
    keys.generateKeys();
    const [path, auth] = [`/push/${randomBytes(12).toString('base64url')}`, randomBytes(16)];
    this.devices.set(path, { keys, auth, isGone: false });
    return { endpoint: this.url + path, keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') } };
  }

  /** Somebody takes the permission back: the service answers 410 from now on. */
  unsubscribe({ endpoint }: PushSubscriptionJson): void {
    const device = this.devices.get(new URL(endpoint).pathname);
    if (device) device.isGone = true;
  }

  protected answer(asked: Asked): Reply {
    const device = this.devices.get(asked.path);
    if (!device) return { status: 404 };
    if (device.isGone) return { status: 410 };
    if (!isSigned(asked.headers.authorization, this.url)) return { status: 403, body: 'the VAPID token does not fit' };
    const ttl = Number(asked.headers.ttl);
    if (!Number.isInteger(ttl) || ttl < 0 || ttl > MAX_TTL) return { status: 400, body: 'TTL' };
    if (asked.bytes.length > MAX_BODY) return { status: 413 };
    if (asked.headers['content-encoding'] !== 'aes128gcm') return { status: 400, body: 'Content-Encoding' };
    const text = opened(asked.bytes, device);
    if (text !== null) this.shown.set(asked.path, [...(this.shown.get(asked.path) ?? []), text]);
    return { status: 201, headers: { location: `${this.url}/message/${randomBytes(9).toString('base64url')}` } };
  }

  /** As the browser shows it. */
  protected override bodyOf({ path, bytes, status }: Received): unknown {
    const device = this.devices.get(path);
    const text = device && status === 201 ? opened(bytes, device) : null;
    return text === null ? null : readObject(text);
  }

  protected override controls(): Controls {
    return { subscribe: () => this.subscribe(), state: () => ({ shown: Object.fromEntries(this.shown) }) };
  }
}

/** `vapid t=JWT, k=PUBLIC KEY`: signed by that key, for this service, not for ever. */
function isSigned(header: string | undefined, audience: string): boolean {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(header ?? '') ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  if (point.length !== 65) return false;
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const isRight = verify('sha256', Buffer.from(`${head}.${claims}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  const said = readObject(Buffer.from(claims, 'base64url').toString());
  return isRight && said?.aud === audience && typeof said.sub === 'string' && Number(said.exp) * 1_000 > Date.now();
}

/** Null: it is sealed for other keys. The service takes it all the same, and the browser shows nothing. */
function opened(body: Buffer, device: Device): string | null {
  try {
    return decrypt(body, device);
  } catch {
    return null;
  }
}

/** One record of aes128gcm, as a browser opens it. */
function decrypt(body: Buffer, { keys, auth }: Device): string {
  const [salt, length] = [body.subarray(0, 16), body.readUInt8(20)];
  const sender = body.subarray(21, 21 + length);
  const sealed = body.subarray(21 + length);
  const shared = createHmac('sha256', auth).update(keys.computeSecret(sender)).digest();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender, Buffer.from([1])]);
  const input = createHmac('sha256', shared).update(info).digest();
  const derived = (name: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', input, salt, `Content-Encoding: ${name}\0`, bytes));
  const cipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12)).setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  return text.subarray(0, text.lastIndexOf(2)).toString();
}
