import { publicId, readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';
import { anybody, codeFor, type Colleague, CONFIRM, ENROL, hire, hireOwner, holder, PASSWORD, refusals, signIn, totpCode as codeOf } from './people';

/** What happens whenever a password is about to be checked or made: that takes its time, and what was read before it grows old. */
const mockPause: { during: () => Promise<void> } = { during: async () => undefined };

jest.mock('../src/domain/sign-in/passwords', () => {
  const real = jest.requireActual('../src/domain/sign-in/passwords');
  const after = (work: (...args: unknown[]) => Promise<unknown>) => async (...args: unknown[]) => {
    await mockPause.during();
    return work(...args);
  };
  return { ...real, isPassword: after(real.isPassword), hashPassword: after(real.hashPassword) };
});

const ACCEPT = 'mutation ($code: String!, $password: String!) { staffInvitationAccept(input: { code: $code, password: $password }) { accessToken userErrors { code path } } }';
const REQUEST = 'mutation ($email: String!) { staffPasswordResetRequest(email: $email) { userErrors { code } } }';
const RESET = 'mutation ($code: String!, $newPassword: String!) { staffPasswordResetConfirm(code: $code, newPassword: $newPassword) { userErrors { code path } } }';
const CHANGE = 'mutation ($currentPassword: String!, $newPassword: String!) { staffPasswordChange(currentPassword: $currentPassword, newPassword: $newPassword) { accessToken refreshToken userErrors { code path } } }';
const REMOVE = 'mutation ($password: String!, $totp: String!) { staffTotpRemove(password: $password, totp: $totp) { userErrors { code path } } }';
const INVITE_OWNER = 'mutation ($id: ID!, $email: String!) { brandOwnerInvite(brandId: $id, email: $email) { userErrors { message } } }';
const NEXT = 'another horse, another battery';

describe('while a password is being checked', () => {
  let platform: TestPlatform;
  let second: TestShop;
  let owner: Colleague;

  beforeAll(async () => {
    platform = await createTestPlatform([brand]);
    owner = await hireOwner(platform, await platform.brand({ code: 'first' }), 'olga@example.com');
    second = await platform.brand({ code: 'second' });
  });
  afterAll(() => platform.stop());
  beforeEach(() => platform.owner.query('DELETE FROM platform.attempts'));
  afterEach(() => {
    mockPause.during = async () => undefined;
  });

  /** Once, at the next password. */
  function meanwhile(work: () => Promise<unknown>): void {
    mockPause.during = async () => {
      mockPause.during = async () => undefined;
      await work();
    };
  }

  async function reset(email: string, newPassword = NEXT): Promise<void> {
    await anybody(platform).ok(REQUEST, { email });
    await anybody(platform).ok(RESET, { code: await codeFor(platform, email), newPassword });
  }

  async function inviteToSecond(email: string): Promise<string> {
    await platform.operator().ok(INVITE_OWNER, { id: publicId('brd', second.id), email });
    return codeFor(platform, email);
  }

  /** Ready to be confirmed. */
  const begin = async (person: Colleague): Promise<string> => (await person.caller.one(ENROL, { password: PASSWORD })).secret;

  const liveSessions = ({ id }: Colleague): Promise<object[]> =>
    platform.rows('SELECT e.id FROM platform.session e JOIN brand.staff s ON s.account_id = e.account_id WHERE e.ended_at IS NULL AND s.id = $1', [readId('stf', id)]);

  it('nobody has a connection of the units of work', async () => {
    const taken: number[] = [];
    const { app } = platform.runtime;
    mockPause.during = async () => void taken.push(app.totalCount - app.idleCount);
    const since = (): number[] => taken.splice(0);

    await signIn(platform, { email: 'nobody@example.com' });
    await signIn(platform, { email: 'olga@example.com', password: 'wrong horse battery' });
    expect(since()).toEqual([0, 0]);
    const pia = await hire(platform, owner.caller, 'pia@example.com', ['support']);
    expect(since()).toEqual([0]); // the invitation's
    await anybody(platform).ok(ACCEPT, { code: await inviteToSecond(pia.email), password: PASSWORD });
    expect(since()).toEqual([0]);
    const tokens = await pia.caller.one(CHANGE, { currentPassword: PASSWORD, newPassword: NEXT });
    expect(since()).toEqual([0, 0]);
    const caller = (await holder(platform, tokens))!;
    expect(await refusals(caller, `mutation ($password: String!) { first: staffSignOut { viewer { name } userErrors { code path } } staffTotpEnrol(password: $password) { userErrors { code path } } }`, { password: 'not it, not it' })).toEqual([]);
    expect(since()).toEqual([0]); // nor what an earlier field of the request left
    await reset(pia.email, PASSWORD);
    expect(since()).toEqual([0]);
    expect(await refusals(anybody(platform), RESET, { code: 'x'.repeat(43), newPassword: NEXT })).toEqual(['STAFF_CODE_INVALID code']);
    expect(since()).toEqual([]);
  });

  it('a reset counts: who knew the password of before does not get in', async () => {
    const rob = await hire(platform, owner.caller, 'rob@example.com', ['support']);
    meanwhile(() => reset(rob.email));
    expect(await signIn(platform, { email: rob.email })).toMatchObject({ accessToken: null, userErrors: [{ code: 'SIGN_IN_FAILED', path: ['input'] }] });
    expect(await liveSessions(rob)).toEqual([]);
    expect((await signIn(platform, { email: rob.email, password: NEXT })).userErrors).toEqual([]);
    expect(await liveSessions(rob)).toHaveLength(1);
  });

  it('a second factor counts: nobody gets in who has not shown it, nor keeps a session by changing the password', async () => {
    const tim = await hire(platform, owner.caller, 'tim@example.com', ['support']);
    const other = await signIn(platform, { email: tim.email });
    const secret = await begin(tim);
    meanwhile(() => tim.caller.ok(CONFIRM, { code: codeOf(secret) }));
    expect(await signIn(platform, { email: tim.email })).toMatchObject({ accessToken: null, userErrors: [{ code: 'SIGN_IN_FAILED', path: ['input'] }] });
    expect(await liveSessions(tim)).toHaveLength(1); // of who confirmed it

    const uma = await hire(platform, owner.caller, 'uma@example.com', ['support']);
    const hers = (await holder(platform, await signIn(platform, { email: uma.email })))!;
    const pending = await begin(uma);
    meanwhile(() => uma.caller.ok(CONFIRM, { code: codeOf(pending) }));
    expect(await refusals(hers, CHANGE, { currentPassword: PASSWORD, newPassword: NEXT })).toEqual(['SIGN_IN_FAILED currentPassword']);
    expect(await liveSessions(uma)).toHaveLength(1);
    expect((await signIn(platform, { email: uma.email })).userErrors).toEqual([{ code: 'STAFF_TOTP_REQUIRED', path: ['input', 'totp'] }]); // the password is what it was
    expect(await holder(platform, other, platform.node())).toBeNull();
  });

  it('a reset counts where somebody accepts an invitation or takes away the second factor', async () => {
    const vic = await hire(platform, owner.caller, 'vic@example.com', ['support']);
    const code = await inviteToSecond(vic.email);
    meanwhile(() => reset(vic.email));
    expect(await refusals(anybody(platform), ACCEPT, { code, password: PASSWORD })).toEqual(['SIGN_IN_FAILED input']);
    expect(await platform.rows(`SELECT state FROM brand.staff WHERE name = 'vic' ORDER BY state`)).toEqual([{ state: 'ACTIVE' }, { state: 'INVITED' }]);
    expect(await liveSessions(vic)).toEqual([]);

    const wes = await hire(platform, owner.caller, 'wes@example.com', ['support']);
    const secret = await begin(wes);
    const caller = (await holder(platform, await wes.caller.one(CONFIRM, { code: codeOf(secret, -1) })))!;
    meanwhile(() => reset(wes.email));
    expect(await refusals(caller, REMOVE, { password: PASSWORD, totp: codeOf(secret) })).toEqual(['SIGN_IN_FAILED password']);
    expect((await signIn(platform, { email: wes.email, password: NEXT })).userErrors).toEqual([{ code: 'STAFF_TOTP_REQUIRED', path: ['input', 'totp'] }]);
  });
});
