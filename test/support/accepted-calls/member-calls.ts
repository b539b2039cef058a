import type { Data } from '@regulars/testing';
import { type Calls, calledBy, newKey, type Town } from './town';

const byStaff = calledBy(({ staff }) => staff);

/** A member's request of this kind, after these steps. */
async function request(town: Town, kind: string, ...steps: readonly string[]): Promise<string> {
  const create = 'mutation ($input: MemberDataRequestInput!, $key: String!) { memberDataRequestCreate(input: $input, idempotencyKey: $key) { request { id } userErrors { message } } }';
  const { request: made } = await town.do(create, { input: { kind, memberId: await town.regular() }, key: newKey() });
  for (const step of steps) await town.do(`mutation ($id: ID!) { ${step}(id: $id) { userErrors { message } } }`, { id: made.id });
  return made.id;
}

const VERIFY = 'memberDataRequestVerify';
const PROCESS = 'memberDataRequestProcess';

const merge = async (town: Town): Promise<object> => ({ survivorId: await town.regular(), loserId: await town.regular(), reason: 'one person', idempotencyKey: newKey() });

async function suggestion(town: Town): Promise<string> {
  const alike = { name: `Twin ${town.next()}`, birthDate: '1980-01-01' };
  const twins = [await town.member(alike), await town.member(alike)];
  await town.shop.advance({ minutes: 10 });
  const { nodes } = await town.do('{ memberMergeSuggestions(first: 50) { nodes { id members { id } } } }');
  return nodes.find(({ members }: Data) => members.some(({ id }: Data) => twins.includes(id))).id;
}

async function link(town: Town, n: number): Promise<string> {
  const { link: made } = await town.do('mutation ($input: RecruitLinkInput!) { recruitLinkCreate(input: $input) { link { id } userErrors { message } } }', { input: linkInput(`OLD-${n}`) });
  return made.id;
}

const linkInput = (code: string): object => ({ code, channel: 'STORE_QR', campaign: 'spring', target: 'https://example.com/' });

const step = byStaff(async (town) => ({ id: await town.regular(), reason: 'asked for', idempotencyKey: newKey() }));

export const memberCalls: Calls = {
  memberConsentsSet: byStaff(async (town) => ({ id: await town.member(), consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: true }] })),
  memberDataRequestCreate: byStaff(async (town) => ({ input: { kind: 'ACCESS', memberId: await town.member(), note: 'By e-mail' }, idempotencyKey: newKey() })),
  memberDataRequestVerify: byStaff(async (town) => ({ id: await request(town, 'ACCESS') })),
  'memberDataRequestProcess of an access': byStaff(async (town) => ({ id: await request(town, 'ACCESS', VERIFY) })),
  'memberDataRequestProcess of an erasure': byStaff(async (town) => ({ id: await request(town, 'ERASURE', VERIFY) })),
  memberDataRequestComplete: byStaff(async (town) => ({ id: await request(town, 'CORRECTION', VERIFY, PROCESS), answer: 'Done.' })),
  memberDataRequestRefuse: byStaff(async (town) => ({ id: await request(town, 'ACCESS'), reason: 'Nobody of ours.' })),
  memberDataRequestExtend: byStaff(async (town) => ({ id: await request(town, 'ACCESS'), reason: 'Much to look through.' })),
  memberErase: step,
  memberExport: byStaff(async (town) => ({ id: await town.regular() })),
  memberFreeze: step,
  memberUnfreeze: byStaff(async (town) => {
    const id = await town.regular();
    await town.do('mutation ($id: ID!, $key: String!) { memberFreeze(id: $id, reason: "held", idempotencyKey: $key) { userErrors { message } } }', { id, key: newKey() });
    return { id, reason: 'cleared', idempotencyKey: newKey() };
  }),
  memberJoin: byStaff((town, n) => ({
    input: { phone: town.phone(), email: `joined-${n}@example.com`, name: 'New', externalId: { source: 'pos', id: `new-${n}` }, consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: true }] }, idempotencyKey: newKey(),
  })),
  memberMerge: byStaff(async (town) => ({ ...(await merge(town)) })),
  memberUnmerge: byStaff(async (town) => {
    const { operationId } = await town.do('mutation ($survivorId: ID!, $loserId: ID!, $reason: String, $idempotencyKey: String!) { memberMerge(survivorId: $survivorId, loserId: $loserId, reason: $reason, idempotencyKey: $idempotencyKey) { operationId userErrors { message } } }', { ...(await merge(town)) });
    return { operationId, reason: 'two after all', idempotencyKey: newKey() };
  }),
  memberMergeSuggestionDismiss: byStaff(async (town) => ({ id: await suggestion(town), reason: 'twins' })),
  memberUpdate: byStaff(async (town, n) => ({ id: await town.member(), input: { name: 'Renamed', email: `renamed-${n}@example.com`, addTags: ['vip'] } })),
  memberWithdraw: step,
  recruitLinkCreate: byStaff((_, n) => ({ input: linkInput(`NEW-${n}`) })),
  recruitLinkClose: byStaff(async (town, n) => ({ id: await link(town, n) })),
};
