import { setTimeout as sleep } from 'node:timers/promises';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { generateSync } from 'otplib';
import { brand } from '../src';
import { readProviders, showsSecondFactor } from '../src/domain/sign-in/providers';
import { anybody, type Colleague, hire, hireOwner, holder, PASSWORD } from './people';

const SIGN_IN = 'mutation ($input: StaffSignInOidcInput!) { staffSignInOidc(input: $input) { accessToken refreshToken viewer { id } userErrors { code path } } }';
const ISSUER = 'https://login.example.com';

describe('signing in by a provider\'s word', () => {
  let platform: TestPlatform;
  let owner: Colleague;
  let sign: (claims?: object) => Promise<string>;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    process.env.REGULARS_STAFF_OIDC = JSON.stringify([{ issuer: ISSUER, audience: 'regulars', secondFactor: { acr: ['urn:two'] }, jwks: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] }]);
    let serial = 0;
    sign = (claims = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      return new SignJWT({ iss: ISSUER, aud: 'regulars', sub: 'olga', jti: String(++serial), iat: now, exp: now + 600, email: 'Olga@example.com', email_verified: true, ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'JWT' }).sign(privateKey);
    };
    platform = await createTestPlatform([brand]);
    owner = await hireOwner(platform, await platform.brand(), 'olga@example.com');
  });
  afterAll(async () => {
    delete process.env.REGULARS_STAFF_OIDC;
    await platform.stop();
  });

  const signIn = async (input: object, runtime = platform.runtime) => (await anybody(platform, runtime).run(SIGN_IN, { input })).data.staffSignInOidc;
  const REFUSED = { accessToken: null, refreshToken: null, viewer: null, userErrors: [{ code: 'SIGN_IN_FAILED', path: ['input', 'idToken'] }] };

  it('lets in whom the provider vouches for, once for each token, whichever process is asked', async () => {
    const idToken = await sign();
    const nodes = [platform.runtime, platform.node(), platform.node()];
    const answers = await Promise.all(nodes.map((node) => signIn({ idToken }, node)));
    expect(answers.filter(({ accessToken }) => accessToken !== null)).toEqual([{ accessToken: expect.any(String), refreshToken: expect.any(String), viewer: { id: owner.id }, userErrors: [] }]);
    expect(answers.filter(({ accessToken }) => accessToken === null)).toEqual([REFUSED, REFUSED]);
    expect(await (await holder(platform, answers.find(({ accessToken }) => accessToken !== null)))?.one('{ viewer { id } }')).toEqual({ id: owner.id });
  });

  it('lets in nobody whose password is reset at that moment', async () => {
    const sessions = await platform.rows('SELECT id FROM platform.session ORDER BY id');
    const resetting = await platform.owner.connect();
    await resetting.query('BEGIN');
    const { rowCount } = await resetting.query(`UPDATE brand.account SET password = 'another'`);
    const answer = signIn({ idToken: await sign() });
    // Until it waits for the reset, or is through without.
    const isWaiting = () => platform.rows(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).then((rows) => rows.length > 0);
    for (let isThrough = false; !isThrough && !(await isWaiting());) isThrough = await Promise.race([answer.then(() => true), sleep(5, false)]);
    await resetting.query('COMMIT');
    resetting.release();
    expect(rowCount).toBe(1);
    expect(await answer).toEqual(REFUSED);
    expect(await platform.rows('SELECT id FROM platform.session ORDER BY id')).toEqual(sessions);
  });

  it('lets in nobody else, and opens no session', async () => {
    await owner.caller.ok('mutation { staffInvite(input: { email: "iris@example.com", name: "Iris", roles: ["support"] }) { userErrors { message } } }');
    const before = await platform.rows('SELECT id FROM platform.session');
    const tokens = [
      await sign({ email_verified: false }), await sign({ email_verified: undefined }), await sign({ email: undefined }), await sign({ email: 'nobody@example.com' }),
      await sign({ email: 'iris@example.com' }), await sign({ iss: 'https://evil.example.com' }), await sign({ aud: 'another' }), `${(await sign()).slice(0, -8)}AAAAAAAA`, 'no.token.at-all', '', 'x'.repeat(20_000),
    ];
    for (const idToken of tokens) expect(await signIn({ idToken })).toEqual(REFUSED);
    expect(await signIn({ idToken: await sign({ nonce: 'a' }), nonce: 'b' })).toEqual(REFUSED);
    expect(await platform.rows('SELECT id FROM platform.session')).toEqual(before);
  });

  it('asks for a second factor all the same', async () => {
    const tom = await hire(platform, owner.caller, 'tom@example.com', ['support']);
    const { secret } = await tom.caller.one('mutation ($password: String!) { staffTotpEnrol(password: $password) { secret userErrors { code } } }', { password: PASSWORD });
    const { recoveryCodes } = await tom.caller.one('mutation ($code: String!) { staffTotpConfirm(code: $code) { recoveryCodes userErrors { code } } }', { code: generateSync({ secret }) });
    const idToken = await sign({ email: tom.email });
    expect((await signIn({ idToken })).userErrors).toEqual([{ code: 'STAFF_TOTP_REQUIRED', path: ['input', 'totp'] }]);
    expect((await signIn({ idToken, totp: '000000' })).userErrors).toEqual([{ code: 'SIGN_IN_FAILED', path: ['input', 'totp'] }]);
    expect(await signIn({ idToken, totp: recoveryCodes[0] })).toMatchObject({ viewer: { id: tom.id }, userErrors: [] });
  });

  it('takes a second factor from the provider where the token says so, and from no other token', async () => {
    await owner.caller.ok('mutation { pluginConfigure(id: "brand", settings: { mfaFor: ["brand:audit"] }) { userErrors { message } } }');
    const mia = await hire(platform, owner.caller, 'mia@example.com', ['admin']);
    const withheld = async (claims: object): Promise<string[]> => {
      const tokens = await signIn({ idToken: await sign({ email: mia.email, ...claims }) });
      return (await (await holder(platform, tokens))?.one('{ viewer { withheldPermissions } }')).withheldPermissions;
    };
    const held = await Promise.all([{ amr: ['pwd', 'otp'] }, { amr: ['mfa'] }, { amr: ['hwk', 'pin'] }, { acr: 'urn:two' }].map(withheld));
    expect(held).toEqual([[], [], [], []]);
    const waiting = await Promise.all([{}, { amr: ['pwd'] }, { amr: ['otp'] }, { amr: ['hwk', 'hwk'] }, { amr: 'mfa' }, { amr: [] }, { acr: 'urn:one' }, { acr: ['urn:two'] }].map(withheld));
    expect(waiting).toEqual(waiting.map(() => ['brand:audit']));
  });

  it('keeps with a session, whatever it is refreshed for, what its sign-in showed', async () => {
    const nia = await hire(platform, owner.caller, 'nia@example.com', ['admin']);
    const { refreshToken } = await signIn({ idToken: await sign({ email: nia.email, amr: ['mfa'] }) });
    const REFRESH = 'mutation ($token: String!) { staffSessionRefresh(refreshToken: $token) { accessToken viewer { withheldPermissions } userErrors { code } } }';
    expect(await anybody(platform).one(REFRESH, { token: refreshToken })).toMatchObject({ viewer: { withheldPermissions: [] } });
    expect(await anybody(platform).one(REFRESH, { token: nia.refreshToken })).toMatchObject({ viewer: { withheldPermissions: ['brand:audit'] } });
  });

  it('takes the word of a provider that asks everybody for a second factor, where the installation says so', () => {
    const described = { issuer: 'https://a.example', audience: 'x', jwksUri: 'https://a.example/keys' };
    const [always] = readProviders(JSON.stringify([{ ...described, secondFactor: 'ALWAYS' }]));
    const [plain] = readProviders(JSON.stringify([described]));
    expect([showsSecondFactor(always!, {}), showsSecondFactor(plain!, {}), showsSecondFactor(plain!, { amr: ['pwd', 'otp'] })]).toEqual([true, false, true]);
    expect(() => readProviders(JSON.stringify([{ ...described, secondFactor: 'SOMETIMES' }]))).toThrow('does not describe');
  });

  it.each([['{', 'no JSON'], ['{}', 'does not describe'], ['[{"issuer":"https://a.example","audience":"x"}]', 'one of jwksUri and jwks'], ['[{"issuer":"https://a.example","audience":"x","jwksUri":"http://a.example/keys"}]', 'does not describe']])(
    'does not take %s for providers', (text, problem) => expect(() => readProviders(text)).toThrow(problem),
  );
  it('takes no variable for no provider', () => expect([readProviders(undefined), readProviders(' ')]).toEqual([[], []]));
});
