import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';
import { anybody, codeFor, type Colleague, hire, hireOwner, holder, PASSWORD, refusals, signIn } from './people';

const ACCEPT = 'mutation ($code: String!, $password: String!) { staffInvitationAccept(input: { code: $code, password: $password }) { accessToken userErrors { code path } } }';
const REFRESH = 'mutation ($refreshToken: String!, $brandCode: String) { staffSessionRefresh(refreshToken: $refreshToken, brandCode: $brandCode) { accessToken refreshToken viewer { brand { code } } userErrors { code path } } }';
const REQUEST = 'mutation ($email: String!) { staffPasswordResetRequest(email: $email) { userErrors { code } } }';
const RESET = 'mutation ($code: String!, $newPassword: String!) { staffPasswordResetConfirm(code: $code, newPassword: $newPassword) { userErrors { code path } } }';
const CHANGE = 'mutation ($currentPassword: String!, $newPassword: String!) { staffPasswordChange(currentPassword: $currentPassword, newPassword: $newPassword) { accessToken refreshToken userErrors { code path } } }';
const OUT = 'mutation ($everywhere: Boolean!) { staffSignOut(everywhere: $everywhere) { userErrors { code } } }';
const NEXT = 'another horse, another battery';

describe('signing in', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let owner: Colleague;

  beforeAll(async () => {
    platform = await createTestPlatform([brand]);
    shop = await platform.brand({ code: 'first' });
    owner = await hireOwner(platform, shop, 'olga@example.com');
  });
  afterAll(() => platform.stop());

  it('answers tokens and whose they are, for an address in any spelling', async () => {
    const answer = await signIn(platform, { email: ' Olga@Example.COM ' });
    expect(answer).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), expiresAt: expect.any(String), viewer: { id: owner.id, name: 'olga' }, userErrors: [] });
    const caller = await holder(platform, answer);
    expect(await caller?.one('{ viewer { kind name brands { code name } brand { code } } }')).toEqual({ kind: 'staff', name: 'olga', brands: [{ code: 'first', name: 'Brand first' }], brand: { code: 'first' } });
  });

  it('refuses an unknown address and a wrong password with one answer, and lets nobody in before they accepted', async () => {
    await owner.caller.ok('mutation { staffInvite(input: { email: "iris@example.com", name: "Iris", roles: ["support"] }) { userErrors { message } } }');
    const before = await platform.rows('SELECT * FROM platform.session');
    const answers = [
      await signIn(platform, { email: 'olga@example.com', password: 'wrong horse battery' }), await signIn(platform, { email: 'nobody@example.com' }),
      await signIn(platform, { email: 'no address' }), await signIn(platform, { email: 'iris@example.com' }),
    ];
    const refused = { accessToken: null, refreshToken: null, expiresAt: null, viewer: null, userErrors: [{ code: 'SIGN_IN_FAILED', path: ['input'], retryAfterSeconds: null }] };
    expect(answers).toEqual([refused, refused, refused, refused]);
    expect(await platform.rows('SELECT * FROM platform.session')).toEqual(before);
  });

  it('counts ten tries at an address over all processes, then looks at nothing', async () => {
    const other = platform.node();
    await hire(platform, owner.caller, 'tess@example.com', ['support']);
    const tries = [];
    for (let count = 0; count < 10; count++) tries.push(await signIn(platform, { email: 'tess@example.com', password: 'guess number so and so' }, count % 2 ? other : platform.runtime));
    expect(tries.map(({ userErrors }) => userErrors[0].retryAfterSeconds)).toEqual(Array(10).fill(null));
    const { accessToken, userErrors: [{ code, retryAfterSeconds }] } = await signIn(platform, { email: 'tess@example.com' }, other);
    expect([accessToken, code]).toEqual([null, 'SIGN_IN_FAILED']);
    expect(retryAfterSeconds).toBeGreaterThan(800);
    expect(retryAfterSeconds).toBeLessThanOrEqual(900);
    expect((await signIn(platform, { email: 'nobody-else@example.com' })).userErrors[0].retryAfterSeconds).toBeNull();
  });

  it('counts them by the database\'s clock for the whole installation, wherever a sandbox\'s clock is moved to', async () => {
    const sandbox = await platform.brand({ code: 'sandbox' });
    const guy = await hireOwner(platform, sandbox, 'guy@example.com');
    const guess = () => guy.caller.run('mutation { staffPasswordChange(currentPassword: "guess number so", newPassword: "another horse, another battery") { userErrors { ... on SignInFailedError { retryAfterSeconds } } } }').then(({ data }) => data.staffPasswordChange.userErrors[0].retryAfterSeconds);
    const guesses = [];
    for (let count = 0; count < 10; count++) guesses.push(await guess());
    expect(guesses).toEqual(Array(10).fill(null));
    await sandbox.advance({ hours: 1 });
    expect(await guess()).toBeGreaterThan(800);
    expect((await signIn(platform, { email: 'guy@example.com' })).userErrors[0].retryAfterSeconds).toBeGreaterThan(800); // one count, whoever asks
  });

  it('takes nobody\'s credential with it, and then looks at nothing', async () => {
    const { accessToken: token } = await signIn(platform, { email: 'olga@example.com' });
    const sent = (await platform.runtime.waitingCodes()).length;
    const look = () => Promise.all(['SELECT * FROM platform.attempts ORDER BY key', 'SELECT * FROM platform.session ORDER BY id', 'SELECT id, password, reset_hash FROM brand.account ORDER BY id'].map((sql) => platform.rows(sql)));
    const before = await look();
    const caller = await holder(platform, { accessToken: token, refreshToken: '' });
    const asked = [
      `staffSignIn(input: { email: "olga@example.com", password: "${PASSWORD}" })`, 'staffSignInOidc(input: { idToken: "a.b.c" })', `staffInvitationAccept(input: { code: "${'x'.repeat(43)}", password: "${PASSWORD}" })`,
      'staffPasswordResetRequest(email: "olga@example.com")', `staffPasswordResetConfirm(code: "${'x'.repeat(43)}", newPassword: "${NEXT}")`,
    ];
    for (const field of asked) expect(await refusals(caller!, `mutation { ${field} { userErrors { code path } } }`)).toEqual(['INVALID_INPUT']);
    expect(await look()).toEqual(before);
    expect(await platform.runtime.waitingCodes()).toHaveLength(sent);
  });

  it('takes an invitation once, on whichever process', async () => {
    await owner.caller.ok('mutation { staffInvite(input: { email: "once@example.com", name: "Once", roles: ["support"] }) { userErrors { message } } }');
    const code = await codeFor(platform, 'once@example.com');
    const nodes = [platform.node(), platform.node()];
    const attempt = (number: number) => anybody(platform, nodes[number % 2]).run(ACCEPT, { code, password: `${PASSWORD} ${number}` });
    const answers = (await Promise.all([0, 1, 2, 3].map(attempt))).map(({ data }) => data.staffInvitationAccept);
    expect(answers.filter(({ accessToken }) => accessToken !== null)).toHaveLength(1);
    const [state] = await platform.rows(`SELECT state, invitation_hash FROM brand.staff WHERE name = 'Once'`);
    expect(state).toEqual({ state: 'ACTIVE', invitation_hash: null });
    const winner = answers.findIndex(({ accessToken }) => accessToken !== null);
    expect((await signIn(platform, { email: 'once@example.com', password: `${PASSWORD} ${winner}` })).userErrors).toEqual([]);
    expect(await refusals(anybody(platform), ACCEPT, { code, password: PASSWORD })).toEqual(['STAFF_CODE_INVALID input.code']);
  });

  it('takes no invitation that is too old, was replaced, or was made up, and no weak password', async () => {
    const invite = () => owner.caller.ok('mutation { staffInvite(input: { email: "late@example.com", name: "Late", roles: ["support"] }) { userErrors { message } } }');
    await invite();
    const first = await codeFor(platform, 'late@example.com');
    await invite();
    const second = await codeFor(platform, 'late@example.com');
    expect(second).not.toBe(first);
    const refused = async (code: string, password = PASSWORD) => (await refusals(anybody(platform), ACCEPT, { code, password }))[0];
    expect([await refused(first), await refused('x'.repeat(43)), await refused('short'), await refused(second, 'too short'), await refused(second, 'aaaaaaaaaaaaaaa')]).toEqual([
      'STAFF_CODE_INVALID input.code', 'STAFF_CODE_INVALID input.code', 'STAFF_CODE_INVALID input.code', 'INVALID_INPUT input.password', 'INVALID_INPUT input.password',
    ]);
    await platform.owner.query(`UPDATE brand.staff SET invitation_expires_at = clock_timestamp() WHERE name = 'Late'`);
    expect(await refused(second)).toBe('STAFF_CODE_INVALID input.code');
    expect(await platform.rows(`SELECT state FROM brand.staff WHERE name = 'Late'`)).toEqual([{ state: 'INVITED' }]);
  });

  it('moves between the brands of a person, and asks which where there are several', async () => {
    const second = await platform.brand({ code: 'second' });
    const third = await platform.brand({ code: 'third' });
    const ann = await hireOwner(platform, second, 'ann@example.com');
    await hireOwner(platform, third, 'zoe@example.com');
    await platform.operator().ok('mutation ($id: ID!) { brandOwnerInvite(brandId: $id, email: "ann@example.com") { userErrors { message } } }', { id: (await anybodyBrandId(third)) });
    const code = await codeFor(platform, 'ann@example.com');
    expect(await refusals(anybody(platform), ACCEPT, { code, password: 'a password of her choice' })).toEqual(['SIGN_IN_FAILED input.password']);
    await anybody(platform).ok(ACCEPT, { code, password: PASSWORD });

    expect((await signIn(platform, { email: 'ann@example.com' })).userErrors).toEqual([{ code: 'STAFF_BRAND_REQUIRED', path: ['input', 'brandCode'], brandCodes: ['second', 'third'] }]);
    expect((await signIn(platform, { email: 'ann@example.com', brandCode: 'first' })).userErrors[0].code).toBe('STAFF_BRAND_REQUIRED');
    const inSecond = await signIn(platform, { email: 'ann@example.com', brandCode: 'second' });
    const inThird = await anybody(platform).one(REFRESH, { refreshToken: inSecond.refreshToken, brandCode: 'third' });
    expect(inThird.viewer).toEqual({ brand: { code: 'third' } });
    expect(await (await holder(platform, inThird))?.one('{ brand { code } }')).toEqual({ code: 'third' });
    expect(await (await holder(platform, inSecond))?.one('{ brand { code } }')).toEqual({ code: 'second' });
    expect(await refusals(anybody(platform), REFRESH, { refreshToken: inThird.refreshToken, brandCode: 'first' })).toEqual(['SIGN_IN_FAILED refreshToken']);
    expect(await ann.caller.one('{ viewer { brands { code } } }')).toEqual({ brands: [{ code: 'second' }, { code: 'third' }] });
  });

  it('signs out here or everywhere', async () => {
    const sam = await hire(platform, owner.caller, 'sam@example.com', ['support']);
    const other = await signIn(platform, { email: 'sam@example.com' });
    await sam.caller.ok(OUT, { everywhere: false });
    expect(await holder(platform, sam, platform.node())).toBeNull();
    expect(await refusals(anybody(platform), REFRESH, { refreshToken: sam.refreshToken })).toEqual(['SIGN_IN_FAILED refreshToken']);
    await (await holder(platform, other))?.ok(OUT, { everywhere: true });
    expect(await holder(platform, other, platform.node())).toBeNull();
  });

  it('changes a password for who knows it, and ends every other session', async () => {
    const pia = await hire(platform, owner.caller, 'pia@example.com', ['support']);
    expect(await refusals(pia.caller, CHANGE, { currentPassword: 'not it, not it', newPassword: NEXT })).toEqual(['SIGN_IN_FAILED currentPassword']);
    expect(await refusals(pia.caller, CHANGE, { currentPassword: PASSWORD, newPassword: 'short' })).toEqual(['INVALID_INPUT newPassword']);
    const fresh = await pia.caller.one(CHANGE, { currentPassword: PASSWORD, newPassword: NEXT });
    expect(await holder(platform, pia, platform.node())).toBeNull();
    expect(await (await holder(platform, fresh))?.one('{ viewer { id } }')).toEqual({ id: pia.id });
    expect([(await signIn(platform, { email: pia.email })).accessToken, (await signIn(platform, { email: pia.email, password: NEXT })).accessToken]).toEqual([null, expect.any(String)]);
  });

  it('resets a password by a code that was sent, once; says the same of an address nobody has', async () => {
    const rob = await hire(platform, owner.caller, 'rob@example.com', ['support']);
    const sent = (await platform.runtime.waitingCodes()).length;
    expect(await anybody(platform).one(REQUEST, { email: 'nobody@example.com' })).toEqual({ userErrors: [] });
    expect(await platform.runtime.waitingCodes()).toHaveLength(sent);
    expect(await anybody(platform).one(REQUEST, { email: rob.email })).toEqual({ userErrors: [] });
    const code = await codeFor(platform, rob.email);
    const answers = await Promise.all([platform.runtime, platform.node(), platform.node()].map((node) => refusals(anybody(platform, node), RESET, { code, newPassword: NEXT })));
    expect(answers.map(([one = 'done']) => one).sort()).toEqual(['STAFF_CODE_INVALID code', 'STAFF_CODE_INVALID code', 'done']);
    expect(await holder(platform, rob, platform.node())).toBeNull();
    expect((await signIn(platform, { email: rob.email, password: NEXT })).userErrors).toEqual([]);
    for (let more = 0; more < 3; more++) await anybody(platform).ok(REQUEST, { email: rob.email });
    expect((await platform.runtime.waitingCodes()).filter(({ to }) => to === rob.email)).toHaveLength(4); // the invitation, and 3 an hour
  });

  it('keeps no address, password or code in clear', async () => {
    const codes = (await platform.runtime.waitingCodes()).map(({ code }) => code);
    const tables = await platform.rows<{ name: string }>(`SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN ('brand', 'platform')`);
    const texts = await Promise.all(tables.map(async ({ name }) => (await platform.rows<{ t: string }>(`SELECT t::text AS t FROM ${name} t`)).map(({ t }) => t).join('\n')));
    const all = texts.join('\n');
    expect([...codes, PASSWORD, NEXT, '@example.com'].filter((secret) => all.includes(secret))).toEqual([]);
  });

  async function anybodyBrandId(of: TestShop): Promise<string> {
    return (await of.everything().one('{ brand { id } }')).id;
  }
});
