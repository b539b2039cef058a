import { readId } from '@regulars/plugin-sdk';
import type { TestCaller } from '@regulars/testing';
import { type Calls, calledBy, newKey, type Town } from './town';

const byReferralStaff = calledBy(({ stamps }) => stamps.staff);

const programInput = (code: string, name = code): object => ({
  code, name, target: 'https://shop.example/join', startsAt: '2025-01-01T00:00:00Z', rules: [{ key: 'join', on: 'JOIN', reward: { kind: 'points', spec: { points: 5 } } }],
});

async function program(town: Town, n: number, isLive = true): Promise<string> {
  const { staff } = town.stamps;
  const { program: made } = await town.do('mutation ($input: ReferralProgramInput!) { referralProgramCreate(input: $input) { program { id } userErrors { message } } }', { input: programInput(`R-${n}`) }, staff);
  if (isLive) await town.do('mutation ($id: ID!) { referralProgramPublish(id: $id) { userErrors { message } } }', { id: made.id }, staff);
  return made.id;
}

const newcomer = async (town: Town): Promise<string> =>
  (await town.do('mutation ($phone: String!, $key: String!) { memberJoin(input: { phone: $phone }, idempotencyKey: $key) { member { id } userErrors { message } } }', { phone: town.phone(), key: newKey() }, town.stamps.staff)).member.id;

const asMember = (town: Town, id: string): TestCaller => town.stamps.shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', id) as string, name: id });

/** Of a link that somebody shares. */
async function code(town: Town, n: number): Promise<string> {
  const variables = { programId: await program(town, n), memberId: await newcomer(town), key: newKey() };
  return (await town.do('mutation ($programId: ID!, $memberId: ID!, $key: String!) { referralLinkCreate(programId: $programId, memberId: $memberId, idempotencyKey: $key) { link { code } userErrors { message } } }', variables, town.stamps.staff)).link.code;
}

/** Who was brought, by a referral of a program of its own. */
async function edge(town: Town, n: number): Promise<string> {
  const variables = { memberId: await newcomer(town), code: await code(town, n), key: newKey() };
  return (await town.do('mutation ($memberId: ID!, $code: String!, $key: String!) { referralBind(memberId: $memberId, code: $code, idempotencyKey: $key) { edge { id } userErrors { message } } }', variables, town.stamps.staff)).edge.id;
}

/** Of a referral that waits. */
const review = async (town: Town, n: number): Promise<string> =>
  (await town.do('mutation ($id: ID!, $key: String!) { referralReviewOpen(edgeId: $id, reason: "odd", idempotencyKey: $key) { review { id } userErrors { message } } }', { id: await edge(town, n), key: newKey() }, town.stamps.staff)).review.id;

export const referralCalls: Calls = {
  referralProgramCreate: byReferralStaff((_, n) => ({ input: programInput(`N-${n}`) })),
  referralProgramUpdate: byReferralStaff(async (town, n) => ({ id: await program(town, n, false), input: programInput(`R-${n}`, 'Another name') })),
  referralProgramPublish: byReferralStaff(async (town, n) => ({ id: await program(town, n, false) })),
  referralProgramPause: byReferralStaff(async (town, n) => ({ id: await program(town, n) })),
  referralProgramEnd: byReferralStaff(async (town, n) => ({ id: await program(town, n) })),
  referralLinkCreate: byReferralStaff(async (town, n) => ({ programId: await program(town, n), memberId: await newcomer(town), idempotencyKey: newKey() })),
  referralBind: byReferralStaff(async (town, n) => ({ memberId: await newcomer(town), code: await code(town, n), idempotencyKey: newKey() })),
  referralReviewOpen: byReferralStaff(async (town, n) => ({ edgeId: await edge(town, n), reason: 'odd', idempotencyKey: newKey() })),
  referralReviewDecide: byReferralStaff(async (town, n) => ({ id: await review(town, n), approve: true, reason: 'a friend', idempotencyKey: newKey() })),
};

/** What members, and who is about to be one, do themselves. */
export const ownReferralCalls: Calls = {
  referralLinkCreate: async (town) => ({ caller: asMember(town, await newcomer(town)), variables: { programId: await program(town, town.next()), idempotencyKey: newKey() } }),
  referralVisit: async (town) => ({ caller: town.stamps.shop.as({ audience: 'member', kind: 'anonymous', name: 'page' }), variables: { code: await code(town, town.next()), idempotencyKey: newKey() } }),
  referralBind: async (town) => ({ caller: asMember(town, await newcomer(town)), variables: { code: await code(town, town.next()), idempotencyKey: newKey() } }),
};
