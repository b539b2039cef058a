import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IdentityProvider, JsonObject } from '@regulars/plugin-sdk';
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { badTokens, type Issuer, sign } from '../../../test/bad-tokens';
import { IdentityTokenVerifier } from './identity-tokens';

/** Publishes keys, and counts how often it is asked. */
class KeyServer {
  keys: unknown[] = [];
  asked = 0;
  answer: ((send: (status: number, body: string, headers?: Record<string, string>) => void) => void) | null = null;
  private readonly server: Server;

  constructor() {
    this.server = createServer((_, response) => {
      this.asked++;
      const send = (status: number, body: string, headers = {}): unknown => response.writeHead(status, headers).end(body);
      if (this.answer) this.answer(send);
      else send(200, JSON.stringify({ keys: this.keys }));
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

const ISSUER = 'https://id.example';
const AUDIENCE = 'regulars-web';

async function issuer(kid: string, alg = 'ES256'): Promise<Issuer & { readonly jwk: JsonObject }> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { issuer: ISSUER, audience: AUDIENCE, kid, alg, publicKey, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } as JsonObject };
}

describe('identity tokens', () => {
  let server: KeyServer;
  let attacker: KeyServer;
  let first: Awaited<ReturnType<typeof issuer>>;
  let provider: IdentityProvider;
  const verifier = (more: Partial<ConstructorParameters<typeof IdentityTokenVerifier>[0]> = {}) =>
    new IdentityTokenVerifier({ logger: pino({ level: 'silent' }), now: () => new Date(), allowsLoopback: true, ...more });

  beforeAll(async () => {
    [server, attacker, first] = [await new KeyServer().listen(), await new KeyServer().listen(), await issuer('one')];
    provider = { issuer: ISSUER, audience: AUDIENCE, keys: { jwksUri: server.url } };
  });
  beforeEach(() => {
    Object.assign(server, { keys: [first.jwk], asked: 0, answer: null });
  });
  afterAll(() => [server, attacker].forEach((one) => one.stop()));

  it('believes a good one, and says what it says', async () => {
    const token = await sign(first);
    expect(await verifier().verify(token, provider)).toMatchObject({ subject: 'ann', email: 'ann@example.com', emailVerified: true, name: null, all: { iss: ISSUER, aud: AUDIENCE } });
  });

  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const)('believes %s where it is allowed, and nowhere else', async (alg) => {
    const by = await issuer('key', alg);
    const keys = { jwks: [by.jwk] };
    const token = await sign(by);
    expect(await verifier().verify(token, { ...provider, keys, algorithms: [alg] })).toMatchObject({ subject: 'ann' });
    expect(await verifier().verify(token, { ...provider, keys, algorithms: ['RS256', 'ES256', 'ES384', 'EdDSA', 'PS256'].filter((other) => other !== alg) as never })).toBeNull();
  });

  it('believes one without type or key id, for several of our clients, and with the nonce asked for', async () => {
    const one = verifier();
    expect(await one.verify(await sign(first, {}, { typ: undefined, kid: undefined }), provider)).not.toBeNull();
    expect(await one.verify(await sign(first, { aud: [AUDIENCE, 'other'], azp: AUDIENCE }), { ...provider, audience: ['app', AUDIENCE] })).not.toBeNull();
    expect(await one.verify(await sign(first, { nonce: 'n' }), provider, 'n')).not.toBeNull();
    expect(await one.verify(await sign(first, { nonce: 'm' }), provider, 'n')).toBeNull();
    expect(await one.verify(await sign(first), provider, 'n')).toBeNull();
    expect(await one.verify(await sign(first, { email_verified: 'false' }), provider)).toMatchObject({ emailVerified: false });
  });

  it('refuses every bad one, and asks no address that a token names', async () => {
    const bad = Object.entries(await badTokens(first, attacker.url));
    const one = verifier();
    const believed = await Promise.all(bad.map(async ([what, token]) => ((await one.verify(token, provider)) === null ? [] : [what])));
    expect(bad.length).toBeGreaterThanOrEqual(36);
    expect(believed.flat()).toEqual([]);
    expect(await one.verify(await sign(first), provider)).not.toBeNull();
    expect(attacker.asked).toBe(0);
  });

  it('takes no key of another kind from the provider: shared secrets, and keys to encrypt with', async () => {
    const secret = Buffer.alloc(32, 1);
    server.keys = [{ kty: 'oct', k: secret.toString('base64url'), kid: 'one', alg: 'HS256' }, { ...first.jwk, kid: 'two', use: 'enc' }];
    const one = verifier();
    expect(await one.verify(await sign(first, {}, { alg: 'HS256' }, secret), { ...provider, algorithms: ['HS256' as never] })).toBeNull();
    expect(await one.verify(await sign(first, {}, { kid: 'two' }), provider)).toBeNull();
  });

  it('asks once for many tokens at once, and again for a key it does not know', async () => {
    const one = verifier();
    const second = await issuer('two');
    const [old, young] = [await sign(first), await sign(second)];
    const check = (tokens: readonly string[]) => Promise.all(tokens.map(async (token) => (await one.verify(token, provider)) !== null));
    expect(await check(Array.from({ length: 50 }, () => old))).not.toContain(false);
    expect(server.asked).toBe(1);
    server.keys = [first.jwk, second.jwk];
    expect(await check(Array.from({ length: 100 }, (_, n) => (n % 2 ? old : young)))).not.toContain(false);
    expect(server.asked).toBe(2);
  });

  it('asks a few times only, however many keys are made up', async () => {
    const one = verifier();
    for (let n = 0; n < 40; n++) expect(await one.verify(await sign(first, {}, { kid: `made-up-${n}` }), provider)).toBeNull();
    expect(server.asked).toBeLessThanOrEqual(7);
    expect(await one.verify(await sign(first), provider)).not.toBeNull();
  });

  it('goes on with the keys it knows while the provider is down, for a day', async () => {
    const clock = jest.spyOn(performance, 'now');
    const start = performance.now();
    const at = (minutes: number) => clock.mockReturnValue(start + minutes * 60_000);
    const one = verifier();
    expect(await one.verify(await sign(first), provider)).not.toBeNull();
    server.answer = (send) => send(503, 'down');
    for (const minutes of [1, 11, 12, 60, 23 * 60]) {
      at(minutes);
      expect(await one.verify(await sign(first), provider)).not.toBeNull();
    }
    at(24 * 60 + 1);
    expect(await one.verify(await sign(first), provider)).toBeNull();
    server.answer = null;
    at(24 * 60 + 2);
    expect(await one.verify(await sign(first), provider)).not.toBeNull();
    clock.mockRestore();
  });

  it('drops a key that the provider has taken back', async () => {
    const clock = jest.spyOn(performance, 'now');
    const start = performance.now();
    const one = verifier();
    expect(await one.verify(await sign(first), provider)).not.toBeNull();
    server.keys = [(await issuer('two')).jwk];
    clock.mockReturnValue(start + 11 * 60_000);
    const { asked } = server;
    await one.verify(await sign(first), provider);
    while (server.asked === asked) await new Promise((resolve) => setImmediate(resolve));
    for (let n = 0; n < 200 && (await one.verify(await sign(first), provider)) !== null; n++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await one.verify(await sign(first), provider)).toBeNull();
    clock.mockRestore();
  });

  it.each([
    ['too much', (send: (status: number, body: string) => void) => send(200, JSON.stringify({ keys: [], padding: 'x'.repeat(70_000) }))],
    ['no JSON', (send: (status: number, body: string) => void) => send(200, '<html>')],
    ['no key set', (send: (status: number, body: string) => void) => send(200, '[]')],
    ['an error', (send: (status: number, body: string) => void) => send(500, '{}')],
  ])('believes nothing on the word of a provider that answers %s', async (_, answer) => {
    server.answer = answer;
    expect(await verifier().verify(await sign(first), provider)).toBeNull();
  });

  it('follows the provider nowhere else', async () => {
    attacker.keys = [first.jwk];
    server.answer = (send) => send(302, '', { location: attacker.url });
    expect(await verifier().verify(await sign(first), provider)).toBeNull();
    expect(attacker.asked).toBe(0);
  });

  it('asks nobody on this machine in production', async () => {
    const one = verifier({ allowsLoopback: false });
    for (const jwksUri of [server.url, server.url.replace('http', 'https'), server.url.replace('127.0.0.1', 'localhost').replace('http', 'https')]) {
      expect(await one.verify(await sign(first), { ...provider, keys: { jwksUri } })).toBeNull();
    }
    expect(server.asked).toBe(0);
  });
});
