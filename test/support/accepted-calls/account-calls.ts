import { anybody, codeFor, type Colleague, PASSWORD, totpCode, withSecondFactor } from '../../../libs/brand/test/people';
import { type Calls, type Prepare, type Town } from './town';

type Variables = Readonly<Record<string, unknown>>;

const NEXT_PASSWORD = 'staple correct battery';

/** By somebody who has signed in, about their own account. */
const byPerson = (variables: (person: Colleague, town: Town) => Promise<Variables> | Variables): Prepare => async (town) => {
  const person = await town.colleague();
  return { caller: person.caller, variables: await variables(person, town) };
};

/** By somebody who has an account and shows no credential. */
const byStranger = (variables: (town: Town) => Promise<Variables> | Variables): Prepare => async (town) => ({ caller: anybody(town.platform), variables: await variables(town) });

const enrol = async ({ caller }: Colleague): Promise<string> =>
  (await caller.one('mutation ($password: String!) { staffTotpEnrol(password: $password) { secret userErrors { code } } }', { password: PASSWORD })).secret;

/** Who has a second factor, signed in with it, and one of the codes that stand in for it. */
async function guarded(town: Town): Promise<{ readonly caller: Colleague['caller']; readonly email: string; readonly totp: string }> {
  const { caller, email, recoveryCodes: [totp = ''] } = await withSecondFactor(town.platform, await town.colleague());
  return { caller, email, totp };
}

async function askToReset(town: Town): Promise<string> {
  const { email } = await town.colleague();
  await town.forgetAttempts();
  await anybody(town.platform).ok('mutation ($email: String!) { staffPasswordResetRequest(email: $email) { userErrors { code } } }', { email });
  return codeFor(town.platform, email);
}

async function invite(town: Town): Promise<string> {
  const email = town.address();
  await town.do('mutation ($input: StaffInviteInput!) { staffInvite(input: $input) { userErrors { code } } }', { input: { email, name: 'New', roles: ['support'] } });
  return codeFor(town.platform, email);
}

/** Staff and their own accounts. */
export const accountCalls: Calls = {
  staffInvitationAccept: byStranger(async (town) => ({ input: { code: await invite(town), password: PASSWORD } })),
  staffSignIn: byStranger(async (town) => ({ input: { email: (await town.colleague()).email, password: PASSWORD } })),
  'staffSignIn with a recovery code': byStranger(async (town) => {
    const { email, totp } = await guarded(town);
    return { input: { email, password: PASSWORD, totp } };
  }),
  staffSignInOidc: byStranger(async (town) => ({ input: { idToken: town.provider.staffToken((await town.colleague()).email) } })),
  staffSessionRefresh: byStranger(async (town) => ({ refreshToken: (await town.colleague()).refreshToken })),
  staffPasswordResetRequest: byStranger(async (town) => ({ email: (await town.colleague()).email })),
  staffPasswordResetConfirm: byStranger(async (town) => ({ code: await askToReset(town), newPassword: NEXT_PASSWORD })),
  staffPasswordChange: byPerson(() => ({ currentPassword: PASSWORD, newPassword: NEXT_PASSWORD })),
  staffSignOut: byPerson(() => ({ everywhere: false })),
  'staffSignOut everywhere': byPerson(() => ({ everywhere: true })),
  staffTotpEnrol: byPerson(() => ({ password: PASSWORD })),
  staffTotpConfirm: byPerson(async (person) => ({ code: totpCode(await enrol(person)) })),
  staffTotpRemove: async (town) => {
    const { caller, totp } = await guarded(town);
    return { caller, variables: { password: PASSWORD, totp } };
  },
  staffRecoveryCodesRenew: async (town) => {
    const { caller, totp } = await guarded(town);
    return { caller, variables: { password: PASSWORD, totp } };
  },
};
