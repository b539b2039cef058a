import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';
import { type Colleague, CONFIRM, ENROL, hire, hireOwner, holder, PASSWORD, refusals, signIn, totpCode as codeOf, type WithSecondFactor, withSecondFactor } from './people';

const REMOVE = 'mutation ($password: String!, $totp: String!) { staffTotpRemove(password: $password, totp: $totp) { userErrors { code path } } }';
const RENEW = 'mutation ($password: String!, $totp: String!) { staffRecoveryCodesRenew(password: $password, totp: $totp) { recoveryCodes userErrors { code path } } }';
const STORE = 'mutation ($code: String!) { storeCreate(input: { code: $code, name: $code }) { store { code } userErrors { message } } }';

describe('the second factor', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let owner: Colleague;

  beforeAll(async () => {
    platform = await createTestPlatform([brand]);
    shop = await platform.brand({ code: 'shop' });
    owner = await hireOwner(platform, shop, 'olga@example.com');
  });
  afterAll(() => platform.stop());

  const enrol = (person: Colleague): Promise<WithSecondFactor> => withSecondFactor(platform, person);

  /** Codes of one step count once: the step after the last one taken, for the next test. */
  const rewind = (): Promise<unknown> => platform.owner.query('UPDATE brand.account SET totp_step = totp_step - 3 WHERE totp_step IS NOT NULL');

  it('is asked for from its confirmation on, and ends every session that never showed it', async () => {
    const tim = await hire(platform, owner.caller, 'tim@example.com', ['support']);
    expect(await refusals(tim.caller, ENROL, { password: 'not the password' })).toEqual(['SIGN_IN_FAILED password']);
    const begun = await tim.caller.one(ENROL, { password: PASSWORD });
    expect(new URL(begun.otpauthUrl).searchParams.get('secret')).toBe(begun.secret);
    expect(await refusals(tim.caller, CONFIRM, { code: '000000' })).toEqual(['SIGN_IN_FAILED code']);
    expect((await signIn(platform, { email: tim.email })).userErrors).toEqual([]);

    const { recoveryCodes, ...tokens } = await tim.caller.one(CONFIRM, { code: codeOf(begun.secret) });
    expect(recoveryCodes).toHaveLength(10);
    expect(await holder(platform, tim, platform.node())).toBeNull();
    expect(await (await holder(platform, tokens))?.one('{ viewer { id } }')).toEqual({ id: tim.id });
    expect((await signIn(platform, { email: tim.email })).userErrors).toEqual([{ code: 'STAFF_TOTP_REQUIRED', path: ['input', 'totp'] }]);
    expect((await signIn(platform, { email: tim.email, password: 'not the password' })).userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
    expect((await signIn(platform, { email: tim.email, totp: '000000' })).userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
    expect(await owner.caller.one('{ staff(first: 5) { nodes { email hasTotp } } }')).toEqual({ nodes: [{ email: 'olga@example.com', hasTotp: false }, { email: 'tim@example.com', hasTotp: true }] });
  });

  it('takes a code once: not again, not an earlier one, not from two processes', async () => {
    const uma = await hire(platform, owner.caller, 'uma@example.com', ['support']);
    const { secret } = await enrol(uma);
    const code = codeOf(secret);
    const nodes = [platform.runtime, platform.node(), platform.node(), platform.runtime];
    const answers = await Promise.all(nodes.map((node) => signIn(platform, { email: uma.email, totp: code }, node)));
    expect(answers.filter(({ accessToken }) => accessToken !== null)).toHaveLength(1);
    expect((await signIn(platform, { email: uma.email, totp: code })).userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
    expect((await signIn(platform, { email: uma.email, totp: codeOf(secret, -1) })).userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
  });

  it('takes a recovery code once, from two processes too; new ones end the old', async () => {
    const vic = await hire(platform, owner.caller, 'vic@example.com', ['support']);
    const { recoveryCodes: [first, second, third], caller } = await enrol(vic);
    const nodes = [platform.runtime, platform.node(), platform.node()];
    const answers = await Promise.all(nodes.map((node) => signIn(platform, { email: vic.email, totp: first?.toLowerCase() }, node)));
    expect(answers.filter(({ accessToken }) => accessToken !== null)).toHaveLength(1);
    const { recoveryCodes: fresh } = await caller.one(RENEW, { password: PASSWORD, totp: second });
    expect((await signIn(platform, { email: vic.email, totp: third })).userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
    expect((await signIn(platform, { email: vic.email, totp: fresh[0] })).userErrors).toEqual([]);
  });

  it('goes only for who shows both factors, and guesses are counted', async () => {
    const wes = await hire(platform, owner.caller, 'wes@example.com', ['support']);
    const { secret, caller } = await enrol(wes);
    await rewind();
    expect(await refusals(caller, REMOVE, { password: 'not the password', totp: codeOf(secret) })).toEqual(['SIGN_IN_FAILED password']);
    for (let guess = 0; guess < 9; guess++) expect(await refusals(caller, REMOVE, { password: PASSWORD, totp: '000000' })).toEqual(['SIGN_IN_FAILED totp']);
    expect(await refusals(caller, REMOVE, { password: PASSWORD, totp: codeOf(secret) })).toEqual(['SIGN_IN_FAILED password']);
    await platform.owner.query('DELETE FROM platform.attempts');
    await caller.ok(REMOVE, { password: PASSWORD, totp: codeOf(secret) });
    expect((await signIn(platform, { email: wes.email })).userErrors).toEqual([]);
  });

  it('stands before the permissions a brand wants it for', async () => {
    await owner.caller.ok('mutation { pluginConfigure(id: "brand", settings: { mfaFor: ["brand:manage"] }) { userErrors { message } } }');
    const xia = await hire(platform, owner.caller, 'xia@example.com', ['admin']);
    const before = await shop.digest();
    expect(await refusals(xia.caller, STORE, { code: 'X' })).toEqual(['SECOND_FACTOR_REQUIRED']);
    expect(await shop.digest()).toEqual(before);
    const { caller } = await enrol(xia);
    expect(await caller.one(STORE, { code: 'X' })).toMatchObject({ store: { code: 'X' } });
  });
});
