import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin, type TestShop } from '@regulars/testing';
import { points } from '@regulars/points';
import { order } from '@regulars/order';
import { referral } from '../src';
import { BIND, ORDER, VISIT } from './support/documents';
import { bring, codeOf, join, JOIN_RULE, liveProgram } from './support/programs';

/** Each round: a live program, a member with a link that was followed, a friend who joined by it and bought and gave back, and one who gave the code later. */
async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const rules = [JOIN_RULE, { key: 'first', on: 'NTH_ORDER', holdDays: 0, reward: JOIN_RULE.reward }, { key: 'share', on: 'EVERY_ORDER', holdDays: 0, reward: { kind: 'points', spec: {} }, share: { bp: 500 } }];
  const programId = await liveProgram(staff, `P${round}`, { rules });
  const referrer = await join(staff, { phone: `091200000${round}` });
  const friend = await bring(staff, programId, referrer, { phone: `091200001${round}` });
  const code = await codeOf(staff, programId, referrer);
  await shop.as({ audience: 'member', kind: 'anonymous' }).ok(VISIT, { code, key: `visit-${round}` });
  const { edge } = await staff.one(BIND, { memberId: await join(staff), code, key: `bind-${round}` });
  const sale = { source: 'pos', externalId: `S${round}`, member: { id: friend }, placedAt: new Date((await shop.now()).getTime() - 1).toISOString(), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '250' }] };
  await staff.ok(ORDER, { input: sale, key: `sale-${round}` });
  await shop.platform.drain();
  await shop.advance({ minutes: 2 });
  await shop.platform.drain();
  const back = { ...sale, revision: 2, updatedAt: (await shop.now()).toISOString(), lines: [{ ...sale.lines[0], refundedAmount: '50' }] };
  await staff.ok(ORDER, { input: back, key: `back-${round}` });
  await shop.platform.drain();
  await staff.ok('mutation ($id: ID!, $key: String!) { referralReviewOpen(edgeId: $id, reason: "looks odd", idempotencyKey: $key) { userErrors { code } } }', { id: edge.id, key: `open-${round}` });
  const [waiting] = (await staff.one('{ referralReviews(first: 50) { nodes { id } } }')).nodes as { id: string }[];
  if (round % 2 === 0) await staff.ok('mutation ($id: ID!, $key: String!) { referralReviewDecide(id: $id, approve: true, reason: "a friend", idempotencyKey: $key) { userErrors { code } } }', { id: waiting?.id, key: `decide-${round}` });
}

const faults = {
  // A circle of two.
  'INV-12.forest': `INSERT INTO referral.edge (brand_id, id, program_id, version, link_id, referrer_id, referee_id, source, bound_at)
    SELECT DISTINCT ON (brand_id, program_id) brand_id, gen_random_uuid(), program_id, version, link_id, referee_id, referrer_id, 'CODE', bound_at FROM referral.edge WHERE brand_id = :brand`,
  'INV-12.levels': 'UPDATE referral.reward SET level = 3 WHERE brand_id = :brand',
  'referral.given': "UPDATE referral.reward SET paid = 0, state = 'PENDING' WHERE brand_id = :brand AND state = 'PAID'",
  'INV-12.reviews': "UPDATE referral.review SET state = 'APPROVED', made_by = 'RULES' WHERE brand_id = :brand",
};

describePlugin(referral, [brand, member, order, points], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  faults,
  anyCaller: ['referralPrograms (member)', 'referralLinkCreate (member)', 'referralVisit (member)', 'referralBind (member)'],
  // Who brought whom stays, under pseudonyms: what was paid for it has to be accounted for.
  books: ['referral.link', 'referral.edge', 'referral.reward'],
  examples: [
    { name: 'programs with what they give', document: '{ referralPrograms(first: 50) { nodes { code results { joins qualified net { amount } } retention { friends } acknowledgement { reference } rules { key reward { kind } } } } }' },
    { name: 'referrals that wait, with why', document: '{ referralReviews(first: 50) { nodes { state score reasons { code message points } edge { state review { id } } judgements { decision madeBy } } } }' },
    { name: 'members with links and friends', document: '{ members(first: 50) { nodes { referralLinks { nodes { code url program { code } } } referrals { nodes { state program { code } referee { id } } } } } }' },
    { name: 'members with who brought them', document: '{ members(first: 50) { nodes { referredBy { nodes { referrer { id } } } } } }' },
    { name: 'what members are given, and for what', document: '{ members(first: 50) { nodes { referralRewards { nodes { rule state amount given reason reward { kind } program { code } member { id } order { id } edge { rewards { nodes { id } } } } } } } }' },
  ],
});
