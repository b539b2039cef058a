import { codeFor } from '../../../libs/brand/test/people';
import { type Calls, newKey, type Prepare, type Signed, type Town } from './town';

type Variables = Readonly<Record<string, unknown>>;

/** By a member who has signed in. */
const byMember = (variables: (member: Signed, town: Town) => Promise<Variables> | Variables): Prepare => async (town) => {
  const member = await town.signedIn();
  return { caller: member.caller, variables: await variables(member, town) };
};

/** By whom only the brand's publishable key is known of. */
const byVisitor = (variables: (town: Town) => Promise<Variables> | Variables): Prepare => async (town) => ({ caller: town.visitor, variables: await variables(town) });

/** A user id nobody has used. */
const lineUser = (town: Town): string => `U${String(town.next()).padStart(32, '0')}`;

/** Members about themselves. */
export const ownCalls: Calls = {
  memberCardToken: byMember(() => ({})),
  memberConsentsSet: byMember(() => ({ consents: [{ purpose: 'MARKETING', channel: 'EMAIL', granted: true }] })),
  memberErase: byMember(async ({ caller, phone }, town) => {
    await town.forgetAttempts();
    await caller.ok('mutation { memberEraseCodeRequest { userErrors { code } } }');
    return { code: await codeFor(town.platform, phone), idempotencyKey: newKey() };
  }),
  memberEraseCodeRequest: byMember(() => ({})),
  memberExport: byMember(() => ({})),
  memberLineLink: byMember((_, town) => ({ idToken: town.provider.lineToken(lineUser(town)) })),
  memberOidcLink: byMember((_, town) => ({ idToken: town.provider.memberToken(`sub-${town.next()}`) })),
  'memberOidcLink of who is another member by it': byMember(async (_, town) => {
    const idToken = town.provider.memberToken(`sub-${town.next()}`);
    await town.visitor.ok('mutation ($idToken: String!) { memberSignInOidc(idToken: $idToken, join: {}) { userErrors { code } } }', { idToken });
    return { idToken };
  }),
  memberPhoneChange: byMember(async (_, town) => {
    const phone = town.phone();
    return { phone, code: await town.phoneCode(phone) };
  }),
  memberProfileUpdate: byMember((_, town) => ({ input: { name: 'Renamed', email: town.address() } })),
  memberSessionRefresh: byVisitor(async (town) => ({ refreshToken: (await town.signedIn()).refreshToken })),
  memberSignInCodeRequest: byVisitor((town) => ({ phone: town.phone() })),
  'memberSignInCodeVerify of somebody new': byVisitor(async (town) => {
    const phone = town.phone();
    return { phone, code: await town.phoneCode(phone), join: { name: 'New' } };
  }),
  'memberSignInCodeVerify of a member': byVisitor(async (town) => {
    const phone = town.phone();
    await town.member({ phone });
    return { phone, code: await town.phoneCode(phone) };
  }),
  memberSignInLine: byVisitor((town) => ({ idToken: town.provider.lineToken(lineUser(town)), join: { name: 'New' } })),
  memberSignInOidc: byVisitor((town) => ({ idToken: town.provider.memberToken(`sub-${town.next()}`), join: { name: 'New' } })),
  memberSignOut: byMember(() => ({ everywhere: false })),
  'memberSignOut everywhere': byMember(() => ({ everywhere: true })),
  memberWithdraw: byMember(() => ({ idempotencyKey: newKey() })),
};
