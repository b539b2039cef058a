// @ts-check
/**
 * An OpenID Connect provider (npm oidc-provider) as a process of its own, told what to do over IPC:
 * 'rotate': signs with a new key from now on, the former one stays published; 'down' and 'up'.
 * Answers each word with itself once it is so. `POST /token` with the grant `urn:spec:person` gives an ID token.
 */
import { generateKeyPair } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import Provider from 'oidc-provider';

const GRANT = 'urn:spec:person';

/** @type {any[]} newest first: the first one signs */
const keys = [];
let serial = 0;
/** @type {import('node:http').RequestListener} */
let answer = (_, response) => response.writeHead(503).end();

async function rotate() {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  keys.unshift({ ...privateKey.export({ format: 'jwk' }), kid: `key-${++serial}`, alg: 'ES256', use: 'sig' });
  answer = provider().callback();
}

function provider() {
  const made = new Provider(issuer, {
    jwks: { keys: [...keys] },
    clients: [{ client_id: 'regulars-web', client_secret: 'spec', grant_types: [GRANT], response_types: [], redirect_uris: [], id_token_signed_response_alg: 'ES256' }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    conformIdTokenClaims: false,
  });
  made.registerGrantType(GRANT, async (ctx) => {
    const { IdToken } = ctx.oidc.provider;
    const sub = String(ctx.oidc.params?.sub);
    const token = new IdToken({ sub, email: `${sub}@example.com`, email_verified: true }, { ctx });
    token.scope = 'openid email';
    ctx.body = { id_token: await token.issue({ use: 'idtoken' }) };
  }, ['sub']);
  return made;
}

const server = createServer((request, response) => answer(request, response));
await new Promise((listening) => server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => listening(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const issuer = `http://127.0.0.1:${port}`;
await rotate();

process.on('message', async (word) => {
  if (word === 'rotate') await rotate();
  if (word === 'down') await new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
  if (word === 'up') await new Promise((listening) => server.listen(port, '127.0.0.1', () => listening(undefined)));
  process.send?.(word);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ issuer });
