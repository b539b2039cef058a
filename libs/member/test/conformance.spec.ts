import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { describePlugin, type TestShop } from '@regulars/testing';
import { member } from '../src';

const STORE = 'mutation ($input: StoreInput!) { storeCreate(input: $input) { store { id } userErrors { message } } }';
const LINK = 'mutation ($input: RecruitLinkInput!) { recruitLinkCreate(input: $input) { link { id } userErrors { message } } }';
const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';
const UPDATE = 'mutation ($id: ID!) { memberUpdate(id: $id, input: { addTags: ["vip"] }) { userErrors { message } } }';
const STEP = (name: string) => `mutation ($id: ID!, $key: String!) { ${name}(id: $id, reason: "asked for", idempotencyKey: $key) { userErrors { message } } }`;
const CONSENTS = 'mutation ($id: ID!) { memberConsentsSet(id: $id, consents: [{ purpose: PROFILING, channel: "EMAIL", granted: true }]) { userErrors { message } } }';

/** Named after what they are about, not after the module. */
const EVENTS = {
  'identity.verified': [{ memberId: 'mbr_x', kind: 'PHONE' }],
  'consent.changed': [{ memberId: 'mbr_x', consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: true, source: 'STAFF' }] }],
};

/** Root fields of the member audience that need no sign-in, or no more than one. */
const OF_MEMBERS = [
  'me', 'memberSignInCodeRequest', 'memberSignInCodeVerify', 'memberSignInLine', 'memberSignInOidc', 'memberSessionRefresh', 'memberSignOut', 'memberProfileUpdate', 'memberPhoneChange', 'memberLineLink', 'memberOidcLink',
  'memberConsentsSet', 'memberWithdraw', 'memberCardToken', 'memberEvents', 'memberExport', 'memberEraseCodeRequest', 'memberErase',
].map((name) => `${name} (member)`);

async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const { store } = await staff.one(STORE, { input: { code: `S${round}`, name: `Store ${round}` } });
  await staff.one(LINK, { input: { code: `L${round}`, channel: 'STORE_QR', storeId: store.id, campaign: 'spring', target: 'https://example.com' } });
  const input = {
    phone: `091200000${round}`, email: `member${round}@example.com`, cardNumber: `CARD${round}`, externalId: { source: 'shop', id: `${round}` }, name: `Member ${round}`, gender: 'FEMALE',
    birthDate: '1990-05-01', language: 'en', recruitmentLink: `L${round}`, attributes: { round }, consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: true }],
  };
  const joined = await staff.one(JOIN, { input, key: `round-${round}` });
  await staff.one(UPDATE, { id: joined.member.id });
  for (const step of ['memberFreeze', 'memberUnfreeze', 'memberWithdraw']) await staff.one(STEP(step), { id: joined.member.id, key: `${step}-${round}` });
  await staff.one(JOIN, { input, key: `round-${round}-again` });
  await staff.one(CONSENTS, { id: joined.member.id });
  // Two who look like one, and one who asks what is known.
  for (const who of ['a', 'b']) await staff.one(JOIN, { input: { phone: `09${who === 'a' ? 14 : 15}00000${round}`, name: `Twin ${round}`, birthDate: '1980-01-01' }, key: `round-${round}-${who}` });
  await shop.advance({ minutes: 10 });
  await staff.one('mutation ($id: ID!, $key: String!) { memberDataRequestCreate(input: { memberId: $id, kind: ACCESS }, idempotencyKey: $key) { userErrors { message } } }', { id: joined.member.id, key: `round-${round}-request` });
  // Joined without a trace of how.
  await staff.one(JOIN, { input: { phone: `091300000${round}` }, key: `round-${round}-plain` });
}

const everything = `{ members(first: 50) { nodes {
  id number status name gender birthDate language phone email phoneVerifiedAt joinedAt joinStore { code } tags attributes
  identities { kind value verifiedAt } consents { purpose channel granted at source }
  recruitment { channel link campaign store { code } at firstTouch { code url joins store { code } } lastTouch { code qrSvg visits } }
  timeline(first: 5) { nodes { type cursor member { name } } }
} } }`;

const faults = {
  'INV-20.profile': `UPDATE member.member SET status = 'ERASED' WHERE brand_id = :brand AND name IS NOT NULL`,
  'INV-20.identities': `UPDATE member.member SET status = 'MERGED', merged_into = id WHERE brand_id = :brand AND id IN (SELECT member_id FROM member.identity)`,
  'INV-20.keys': `UPDATE member.member SET status = 'ERASED' WHERE brand_id = :brand`,
  'INV-10.receipts': `WITH merged AS (UPDATE member.member SET status = 'MERGED', merged_into = id WHERE brand_id = :brand RETURNING brand_id, id)
    INSERT INTO member.reward_receipt (brand_id, id, member_id, kind, spec, cause_module, cause_key, given_at, receipt_key, created_at)
    SELECT brand_id, gen_random_uuid(), id, 'points', '{}', 'spec', id, now(), 'x', now() FROM merged`,
};

describePlugin(member, [brand], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario, faults, anyCaller: OF_MEMBERS, books: ['member.reward_receipt', 'member.data_request'], events: EVENTS, examples: [{ name: 'members with everything', document: everything }],
  shopStoppers: { MergeAndErase1790500000001: 'was there before the rule: it reads member.member four times, and nobody joins meanwhile' },
});
