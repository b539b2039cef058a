import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin, type TestShop } from '@regulars/testing';
import { points } from '@regulars/points';
import { order } from '@regulars/order';
import { referral } from '../src';
import { BIND, VISIT } from './support/documents';
import { bring, codeOf, join, liveProgram } from './support/programs';

/** Each round: a live program, a member with a link that was followed, a friend who joined by it, and one who gave the code later. */
async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const programId = await liveProgram(staff, `P${round}`);
  const referrer = await join(staff, { phone: `091200000${round}` });
  await bring(staff, programId, referrer, { phone: `091200001${round}` });
  const code = await codeOf(staff, programId, referrer);
  await shop.as({ audience: 'member', kind: 'anonymous' }).ok(VISIT, { code, key: `visit-${round}` });
  await staff.ok(BIND, { memberId: await join(staff), code, key: `bind-${round}` });
}

const faults = {
  // A circle of two.
  'INV-12.forest': `INSERT INTO referral.edge (brand_id, id, program_id, version, link_id, referrer_id, referee_id, source, bound_at)
    SELECT DISTINCT ON (brand_id, program_id) brand_id, gen_random_uuid(), program_id, version, link_id, referee_id, referrer_id, 'CODE', bound_at FROM referral.edge WHERE brand_id = :brand`,
};

describePlugin(referral, [brand, member, order, points], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  faults,
  anyCaller: ['referralPrograms (member)', 'referralLinkCreate (member)', 'referralVisit (member)', 'referralBind (member)'],
  // Who brought whom stays, under pseudonyms: what was paid for it has to be accounted for.
  books: ['referral.link', 'referral.edge'],
  examples: [
    { name: 'programs with what they give', document: '{ referralPrograms(first: 50) { nodes { code acknowledgement { reference } rules { key reward { kind } } } } }' },
    { name: 'members with links and friends', document: '{ members(first: 50) { nodes { referralLinks { nodes { code url program { code } } } referrals { nodes { state program { code } referee { id } } } referredBy { nodes { referrer { id } } } } } }' },
  ],
});
