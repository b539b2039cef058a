import { actorOf, publicId } from '@regulars/plugin-sdk';
import { TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { generateSync } from 'otplib';

export const PASSWORD = 'correct horse battery';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

type Runtime = TestPlatform['runtime'];

const NOBODY = { brandId: null, audience: 'staff', actor: actorOf({ kind: 'anonymous', id: 'anonymous', name: 'anonymous' }) } as const;

/** Somebody who has not signed in. */
export const anybody = (platform: TestPlatform, runtime: Runtime = platform.runtime): TestCaller => new TestCaller(runtime, NOBODY);

/** Whoever holds the access token; null when it is of no use. */
export async function holder(platform: TestPlatform, { accessToken }: Tokens, runtime: Runtime = platform.runtime): Promise<TestCaller | null> {
  const scope = await runtime.authenticate(accessToken, 'staff');
  return scope && new TestCaller(runtime, scope);
}

/** The code that was last sent to an address. */
export async function codeFor(platform: TestPlatform, address: string): Promise<string> {
  const sent = (await platform.runtime.waitingCodes()).find(({ to }) => to === address);
  if (!sent) throw new Error(`Nothing was sent to ${address}`);
  return sent.code;
}

const ACCEPT = 'mutation ($input: StaffInvitationAcceptInput!) { staffInvitationAccept(input: $input) { accessToken refreshToken viewer { id name permissions brand { code } } userErrors { code path } } }';
const INVITE = 'mutation ($input: StaffInviteInput!) { staffInvite(input: $input) { staff { id } userErrors { code message path } } }';
const INVITE_OWNER = 'mutation ($brandId: ID!, $email: String!) { brandOwnerInvite(brandId: $brandId, email: $email) { invitationUrl userErrors { code message } } }';
const SIGN_IN = 'mutation ($input: StaffSignInInput!) { staffSignIn(input: $input) { accessToken refreshToken expiresAt viewer { id name } userErrors { code path ... on SignInFailedError { retryAfterSeconds } ... on StaffBrandRequiredError { brandCodes } } } }';

export interface Colleague extends Tokens {
  readonly id: string;
  readonly email: string;
  readonly caller: TestCaller;
}

async function accept(platform: TestPlatform, email: string, password: string): Promise<Colleague> {
  const { viewer, ...tokens } = await anybody(platform).one(ACCEPT, { input: { code: await codeFor(platform, email), password } });
  const caller = await holder(platform, tokens);
  if (!caller) throw new Error(`${email} has a token of no use`);
  return { ...tokens, id: viewer.id, email, caller };
}

/** Somebody invited by who runs the installation, signed in. */
export async function hireOwner(platform: TestPlatform, shop: TestShop, email: string, password = PASSWORD): Promise<Colleague> {
  await platform.operator().one(INVITE_OWNER, { brandId: publicId('brd', shop.id), email });
  return accept(platform, email, password);
}

/** Somebody invited by a colleague, signed in. */
export async function hire(platform: TestPlatform, by: TestCaller, email: string, roles: readonly string[], more: { readonly storeIds?: readonly string[]; readonly password?: string } = {}): Promise<Colleague> {
  const { password = PASSWORD, ...input } = more;
  await by.one(INVITE, { input: { email, name: email.split('@')[0], roles, ...input } });
  return accept(platform, email, password);
}

export const ENROL = 'mutation ($password: String!) { staffTotpEnrol(password: $password) { secret otpauthUrl userErrors { code path } } }';
export const CONFIRM = 'mutation ($code: String!) { staffTotpConfirm(code: $code) { recoveryCodes accessToken refreshToken userErrors { code path } } }';

/** A code of the present step, or of one before or after it. */
export const totpCode = (secret: string, steps = 0): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });

export interface WithSecondFactor extends Colleague {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** The same person once they have set up a second factor, signed in with it. The codes of this step and later ones are not used up. */
export async function withSecondFactor(platform: TestPlatform, person: Colleague): Promise<WithSecondFactor> {
  const { secret } = await person.caller.one(ENROL, { password: PASSWORD });
  const { recoveryCodes, ...tokens } = await person.caller.one(CONFIRM, { code: totpCode(secret, -1) });
  const caller = await holder(platform, tokens);
  if (!caller) throw new Error(`${person.email} has a token of no use`);
  return { ...person, ...tokens, caller, secret, recoveryCodes };
}

export const signIn = (platform: TestPlatform, input: object, runtime?: Runtime) =>
  anybody(platform, runtime).run(SIGN_IN, { input: { password: PASSWORD, ...input } }).then(({ data }) => data.staffSignIn);

/** What a mutation refuses with, each as its code at its path. */
export async function refusals(caller: TestCaller, document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
  const { data, errors } = await caller.run(document, variables);
  if (errors) return errors.map(({ extensions }) => String(extensions?.code));
  const [payload] = Object.values(data as Record<string, { userErrors: { code: string; path: string[] | null }[] }>);
  return payload?.userErrors.map(({ code, path }) => `${code} ${(path ?? []).join('.')}`.trim()) ?? [];
}
