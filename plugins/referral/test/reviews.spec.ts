import { newUuid, readId } from '@regulars/plugin-sdk';
import { type Data, TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { factsOf, type Surroundings } from '../src/domain/fraud/facts';
import { judge } from '../src/domain/judge';
import { surroundingsOf } from '../src/domain/surroundings';
import { MERGE, ORDER, UNMERGE } from './support/documents';
import { codeOf, join, liveProgram, POINTS, refusals } from './support/programs';
import { referralShop } from './support/shop';

const BIND = 'mutation ($code: String!, $key: String!, $device: String) { referralBind(code: $code, idempotencyKey: $key, device: $device) { edge { id } userErrors { code path } } }';
const OWN_LINK = 'mutation ($programId: ID!, $key: String!, $device: String) { referralLinkCreate(programId: $programId, idempotencyKey: $key, device: $device) { link { code } userErrors { code path } } }';
const VISIT = 'mutation ($code: String!, $key: String!, $device: String) { referralVisit(code: $code, idempotencyKey: $key, device: $device) { recruitmentLink userErrors { code path } } }';
const REVIEW = 'id state madeBy score reasons { code points weight message figures } edge { id }';
const REVIEWS = `query ($state: ReferralReviewState) { referralReviews(state: $state, first: 50) { nodes { ${REVIEW} judgements { decision madeBy score reviewScore rulesVersion } } } }`;
const DECIDE = 'mutation ($id: ID!, $approve: Boolean!, $reason: String!, $key: String!) { referralReviewDecide(id: $id, approve: $approve, reason: $reason, idempotencyKey: $key) { review { id state madeBy } userErrors { code path } } }';
const OPEN = 'mutation ($edgeId: ID!, $reason: String!, $key: String!) { referralReviewOpen(edgeId: $edgeId, reason: $reason, idempotencyKey: $key) { review { id state madeBy } userErrors { code path } } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let programId: string;
referralShop((opened) => {
  ({ platform, shop, staff } = opened);
});
beforeEach(async () => {
  programId = await liveProgram(staff, 'P', { rules: [{ key: 'first', on: 'NTH_ORDER', minNet: '100', reward: POINTS }] });
});

/** A member who calls from somewhere in the world. */
const from = (address: string, memberId: string | null): TestCaller => {
  const { scope } = memberId === null ? shop.as({ audience: 'member', kind: 'anonymous', name: 'page' }) : shop.as({ audience: 'member', kind: 'member', memberId, name: memberId });
  return new TestCaller(platform.runtime, { ...scope, address });
};
const uuidOf = (edgeId: string): string => readId('rfe', edgeId) as string;
const judged = async (...edgeIds: string[]): Promise<string[]> => {
  const standings = await shop.context((ctx) => judge(ctx, edgeIds.map(uuidOf)));
  return edgeIds.map((id) => standings.get(uuidOf(id))?.state ?? 'NONE');
};
const buy = async (memberId: string, net: string): Promise<void> => {
  const at = (await shop.now()).toISOString();
  const input = { source: 'POS', externalId: newUuid(), placedAt: at, member: { id: memberId }, lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: net }] };
  await staff.ok(ORDER, { input, key: newUuid() });
};
/** A friend who gives the member's code; the id of who brought whom. */
const bindFrom = async (address: string, code: string, device: string | null = null, more: object = {}): Promise<{ readonly id: string; readonly edge: string }> => {
  const id = await join(staff, more);
  return { id, edge: (await from(address, id).one(BIND, { code, key: newUuid(), device })).edge.id as string };
};
const reviews = async (state: string): Promise<Data[]> => (await staff.one(REVIEWS, { state })).nodes as Data[];

it('approves friends of a customer, and has a ring wait with reasons a person can read', async () => {
  const ann = await join(staff);
  await buy(ann, '500');
  await shop.skip({ days: 10 });
  const { link } = await from('8.8.4.4', ann).one(OWN_LINK, { programId, key: 'link', device: 'ann phone' });
  const bob = await bindFrom('9.9.9.9', link.code as string, 'bob phone');
  await buy(bob.id, '180');
  const ring = [];
  for (let place = 0; place < 4; place++) ring.push(await bindFrom('8.8.4.99', link.code as string, 'one tablet', place === 0 ? { email: 'x@MAILINATOR.com' } : {}));
  const last = ring[0] as { id: string; edge: string };
  expect(await judged(bob.edge, last.edge)).toEqual(['APPROVED', 'PENDING_REVIEW']);
  const [waiting] = await reviews('PENDING_REVIEW');
  expect(waiting).toMatchObject({
    state: 'PENDING_REVIEW', madeBy: 'RULES', score: 129, edge: { id: last.edge }, judgements: [{ decision: 'PENDING_REVIEW', madeBy: 'RULES', score: 129, reviewScore: 100, rulesVersion: 1 }],
    reasons: [
      { code: 'DISPOSABLE_EMAIL', points: 70, weight: 70, message: 'The e-mail is one of those made for a few minutes.', figures: {} },
      { code: 'SAME_DEVICE', points: 54, weight: 90, message: 'Other friends used the same device: 3.', figures: { others: 3 } },
      { code: 'REFERRERS_NETWORK', points: 5, weight: 5, message: 'The friend came from a network of the referrer’s.' },
    ],
  });
  expect((await reviews('APPROVED')).map(({ edge, score, reasons }) => [edge.id, score, (reasons as Data[]).map(({ code }) => code as string)])).toEqual([[bob.edge, 5, ['QUICK_ORDER']]]);
  // What is known of the visit is taken where nothing is known of the bind.
  const { recruitmentLink } = await from('1.2.3.4', null).one(VISIT, { code: link.code, key: 'visit', device: 'one tablet' });
  await join(staff, { recruitmentLink });
  const [known] = await platform.rows<{ devices: number; networks: number }>('SELECT count(DISTINCT device)::int AS devices, count(DISTINCT network)::int AS networks FROM referral.sighting WHERE brand_id = $1 AND edge_id IS NOT NULL', [shop.id]);
  expect(known).toEqual({ devices: 2, networks: 3 });
  const before = await shop.digest();
  expect(refusals(await from('1.2.3.4', null).run(VISIT, { code: link.code, key: 'long', device: 'x'.repeat(201) }))).toEqual(['INVALID_INPUT device']);
  expect(await shop.digest()).toEqual(before);
});

it('judges by what was bought, given back and come again for, by chains, and by who was here before', async () => {
  const hub = await join(staff);
  const code = await codeOf(staff, programId, hub);
  const mules = [];
  for (let place = 0; place < 6; place++) mules.push(await bindFrom('127.0.0.1', code));
  // What is worth less than the program asks is not what it is paid for.
  for (const { id } of mules.slice(0, 3)) await buy(id, '60');
  for (const { id } of mules) await buy(id, '105');
  await shop.skip({ days: 8 });
  const [first, second] = mules as [{ id: string; edge: string }, { id: string; edge: string }];
  expect(await judged(first.edge)).toEqual(['PENDING_REVIEW']);
  const [review] = await reviews('PENDING_REVIEW');
  expect(Object.fromEntries((review?.reasons as Data[]).map((reason) => [reason.code, [reason.points, reason.figures]]))).toEqual({
    NEVER_RETURN: [55, { percent: 100, of: 6 }], ALL_NEAR_MINIMUM: [45, { percent: 100, of: 5 }], YOUNG_REFERRER: [25, { days: 0 }], REFERRER_NEVER_BOUGHT: [20, {}],
    NEAR_MINIMUM: [5, { percentOfMinimum: 105 }], QUICK_ORDER: [5, { minutes: 0 }],
  });
  // Three of six came again: nothing of that is left for the next one.
  for (const { id } of mules.slice(0, 3)) await buy(id, '900');
  expect(await judged(second.edge)).toEqual(['PENDING_REVIEW']);
  const codes = (await reviews('PENDING_REVIEW')).map(({ reasons }) => (reasons as Data[]).map(({ code: signal }) => signal as string));
  expect([codes[0]?.includes('NEVER_RETURN'), codes[1]?.includes('NEVER_RETURN')]).toEqual([true, false]);
  // Somebody who was erased and joins again is not new.
  const phone = '0912777888';
  const before = await join(staff, { phone });
  await staff.ok('mutation ($id: ID!) { memberErase(id: $id, reason: "asked", idempotencyKey: "erase") { userErrors { code } } }', { id: before });
  const again = await bindFrom('127.0.0.1', code, null, { phone });
  expect(await judged(again.edge)).toEqual(['REJECTED']);
  expect((await reviews('REJECTED'))[0]?.reasons).toContainEqual({ code: 'NOT_NEW', points: 0, weight: null, message: 'The friend was a member before.', figures: {} });
  // A clerk's code.
  await staff.ok('mutation { staffInvite(input: { email: "clerk@example.com", name: "Clerk", roles: ["store-staff"] }) { userErrors { code } } }');
  await platform.owner.query("UPDATE brand.staff SET state = 'ACTIVE', invitation_hash = NULL, invitation_expires_at = NULL WHERE brand_id = $1", [shop.id]);
  const clerk = await join(staff, { email: 'Clerk@example.com' });
  expect(await judged((await bindFrom('127.0.0.1', await codeOf(staff, programId, clerk))).edge)).toEqual(['REJECTED']);
});

it('counts from the tables what the simulator counts from its rows', async () => {
  await staff.ok('mutation { storeCreate(input: { code: "S1", name: "One" }) { userErrors { code } } }');
  const other = await liveProgram(staff, 'Q');
  const twin = { name: '王小明', birthDate: '1990-01-02' };
  const ann = await join(staff, twin);
  const bob = await bindFrom('8.8.8.8', await codeOf(staff, programId, ann));
  // Bob brings Cat within the day, and Ann in another program; Cat is Ann once more, by name and birthday.
  const code = await codeOf(staff, programId, bob.id);
  await from('8.8.8.8', ann).ok(BIND, { code: await codeOf(staff, other, bob.id), key: 'favour' });
  const cat = await bindFrom('9.9.9.9', code, null, { name: '王 小明', birthDate: twin.birthDate });
  const dan = await bindFrom('9.9.9.8', code, null, { name: '王小明 ', birthDate: twin.birthDate });
  const eve = await bindFrom('9.9.9.7', await codeOf(staff, programId, cat.id));
  const sale = (memberId: string, id: string, at: Date, more: object = {}): object => ({ source: 'POS', externalId: id, member: { id: memberId }, storeCode: 'S1', placedAt: at.toISOString(), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '120' }], ...more });
  const now = await shop.now();
  const refunded = { revision: 2, updatedAt: new Date(now.getTime() + 3_000).toISOString(), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '120', refundedAmount: '60' }] };
  for (const [input, key] of [
    [sale(cat.id, 'cat', now), 'cat'], [sale(dan.id, 'dan', new Date(now.getTime() + 1_000)), 'dan'], [sale(dan.id, 'dan', new Date(now.getTime() + 1_000), refunded), 'dan-2'],
  ] as const) await staff.ok(ORDER, { input, key });
  await shop.advance({ minutes: 10 });
  const facts = await shop.context(async (ctx) => {
    const seen = await surroundingsOf(ctx, [bob, cat, dan, eve].map(({ edge }) => uuidOf(edge)));
    return [bob, cat, dan, eve].map(({ edge }) => factsOf(seen.get(uuidOf(edge)) as Surroundings, ctx.now));
  });
  const whole = { isSelf: false, closesCircle: false, wasMember: false, referrerIsStaff: false, email: 'NONE', isReturnedFavour: false, onDevice: 0, onReferrersDevice: false, networkReferrers: 0, onReferrersNetwork: false };
  expect(facts).toMatchObject([
    { ...whole, isReturnedFavour: true, isLikeReferrer: false, alike: 0, freshLinks: 0, onReferrersNetwork: true, onNetwork: 0, inTheHour: 0, bought: 0, percentOfMinimum: null, minutesToOrder: null },
    { ...whole, isLikeReferrer: false, alike: 1, freshLinks: 1, onNetwork: 1, networkReferrers: 1, inTheHour: 1, bought: 1, boughtMinimum: 0, refunded: 1, percentOfMinimum: 120, atTheTill: 1 },
    { ...whole, isLikeReferrer: false, alike: 1, freshLinks: 1, onNetwork: 1, networkReferrers: 1, inTheHour: 1, bought: 1, refunded: 0, percentOfMinimum: 120, atTheTill: 1 },
    { ...whole, isLikeReferrer: false, alike: 0, freshLinks: 2, onNetwork: 0, networkReferrers: 1, onReferrersNetwork: true, inTheHour: 0, bought: 2, refunded: 1, percentOfMinimum: null, atTheTill: 0 },
  ]);
});

it('lets staff decide, once and for all, and open it again; why stands in the audit, and members see nothing', async () => {
  const hub = await join(staff);
  const { id, edge } = await bindFrom('9.9.9.9', await codeOf(staff, programId, hub));
  const blocked = await shop.digest();
  expect(refusals(await staff.run(OPEN, { edgeId: edge, reason: ' ', key: 'a' }))).toEqual(['INVALID_INPUT reason']);
  expect(refusals(await staff.run(OPEN, { edgeId: 'rfe_nothing', reason: 'odd', key: 'b' }))).toEqual(['NOT_FOUND edgeId']);
  expect(refusals(await staff.run(DECIDE, { id: 'rfv_nothing', approve: true, reason: 'odd', key: 'c' }))).toEqual(['NOT_FOUND id']);
  expect((await shop.as({ permissions: ['referral:read', 'referral:manage'] }).run(OPEN, { edgeId: edge, reason: 'odd', key: 'd' })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  expect(await shop.digest()).toEqual(blocked);

  const { review } = await staff.one(OPEN, { edgeId: edge, reason: 'told by a shop', key: 'open' });
  expect(review).toMatchObject({ state: 'PENDING_REVIEW', madeBy: 'STAFF' });
  expect(await judged(edge)).toEqual(['PENDING_REVIEW']);
  expect(refusals(await staff.run(OPEN, { edgeId: edge, reason: 'again', key: 'open-2' }))).toEqual(['INVALID_TRANSITION edgeId']);
  // Of two who decide at once, one does.
  const both = await Promise.all(['one', 'two'].map((key) => staff.run(DECIDE, { id: review.id, approve: key === 'one', reason: 'looked at it', key })));
  expect(both.map((answer) => refusals(answer).join()).sort()).toEqual(['', 'INVALID_TRANSITION id']);
  const done = both.findIndex((answer) => refusals(answer).length === 0);
  const stands = done === 0 ? 'APPROVED' : 'REJECTED';
  expect(await judged(edge)).toEqual([stands]);
  expect((await staff.run(DECIDE, { id: review.id, approve: done === 0, reason: 'looked at it', key: done === 0 ? 'one' : 'two' })).data).toEqual(both[done]?.data);
  // Also what was approved can be held again.
  await staff.ok(OPEN, { edgeId: edge, reason: 'told once more', key: 'open-3' });
  await staff.ok(DECIDE, { id: review.id, approve: false, reason: 'a ring', key: 'no' });
  const [{ judgements }] = (await reviews('REJECTED')) as [Data];
  expect((judgements as Data[]).map(({ decision, madeBy }) => `${decision as string} ${madeBy as string}`)).toEqual(['PENDING_REVIEW STAFF', `${stands} STAFF`, 'PENDING_REVIEW STAFF', 'REJECTED STAFF']);
  expect(await judged(edge)).toEqual(['REJECTED']);
  const told = await platform.rows<{ decision: string; member_id: string | null }>("SELECT payload ->> 'decision' AS decision, member_id FROM platform.event WHERE brand_id = $1 AND name = 'referral.judged' ORDER BY xid, id", [shop.id]);
  expect(told.map(({ decision }) => decision)).toEqual(['PENDING_REVIEW', stands, 'PENDING_REVIEW', 'REJECTED']);
  expect(told.every(({ member_id }) => member_id === null)).toBe(true);
  const audit = await staff.one('{ auditEntries(first: 4) { nodes { operation reason targets } } }');
  expect(audit.nodes[0]).toMatchObject({ operation: 'referralReviewDecide', reason: 'a ring', targets: expect.arrayContaining([review.id, id, hub]) });
  for (const document of ['{ referralReviews { nodes { id } } }', '{ me { referredBy { nodes { review { id } } } } }']) expect((await from('9.9.9.9', id).run(document)).errors).toBeDefined();
});

it('is judged once by two at a time, moves with a member who goes on, and is forgotten of who is erased', async () => {
  const [ann, twin] = [await join(staff), await join(staff)];
  const { link } = await from('8.8.4.4', ann).one(OWN_LINK, { programId, key: 'ann' });
  const { id: friend, edge } = await bindFrom('9.9.9.9', link.code as string);
  await Promise.all([1, 2, 3].map(() => judged(edge)));
  expect(await platform.rows('SELECT 1 FROM referral.judgement WHERE brand_id = $1', [shop.id])).toHaveLength(1);
  const seen = (): Promise<{ member_id: string | null }[]> => platform.rows('SELECT member_id FROM referral.sighting WHERE brand_id = $1 ORDER BY member_id NULLS LAST', [shop.id]);
  const uuid = (id: string): string => readId('mbr', id) as string;
  const { operationId } = await staff.one(MERGE, { survivorId: twin, loserId: ann, key: 'merge' });
  expect(await seen()).toEqual([{ member_id: uuid(twin) }, { member_id: null }]);
  await staff.ok(UNMERGE, { id: operationId, key: 'unmerge' });
  expect(await seen()).toEqual([{ member_id: uuid(ann) }, { member_id: null }]);
  for (const id of [friend, ann]) await staff.ok('mutation ($id: ID!, $key: String!) { memberErase(id: $id, reason: "asked", idempotencyKey: $key) { userErrors { code } } }', { id, key: id });
  expect(await seen()).toEqual([]);
});

it('pays what waited once somebody says so, and nothing of what they refuse', async () => {
  const paying = await liveProgram(staff, 'Q', { rules: [{ key: 'first', on: 'NTH_ORDER', holdDays: 0, reward: POINTS }] });
  const hub = await join(staff);
  const code = await codeOf(staff, paying, hub);
  const friends = [await bindFrom('9.9.9.9', code), await bindFrom('8.8.8.8', code), await bindFrom('7.7.7.7', code)];
  const held = [];
  for (const { edge } of friends.slice(0, 2)) held.push((await staff.one(OPEN, { edgeId: edge, reason: 'odd', key: edge })).review.id as string);
  for (const { id } of friends) await buy(id, '200');
  const settle = async (): Promise<void> => {
    await platform.drain();
    await shop.advance({ minutes: 2 });
    await platform.drain();
  };
  await settle();
  const rewards = async (caller: TestCaller, fields: string, me: boolean): Promise<Data[]> => {
    const found = await caller.one(me ? `{ me { referralRewards { nodes { ${fields} } } } }` : `query ($id: ID!) { member(by: { id: $id }) { referralRewards { nodes { ${fields} } } } }`, { id: hub });
    return found.referralRewards.nodes as Data[];
  };
  const states = async (): Promise<string[]> => (await rewards(staff, 'state reason given', false)).map(({ state, reason, given }) => `${state as string} ${String(reason)} ${String(given)}`).sort();
  expect(await states()).toEqual(['PAID null 1', 'REVIEW REVIEWED 0', 'REVIEW REVIEWED 0']);
  expect((await rewards(shop.as({ audience: 'member', kind: 'member', memberId: hub, name: hub }), 'state', true)).map(({ state }) => state as string).sort()).toEqual(['PAID', 'PENDING', 'PENDING']);
  await staff.ok(DECIDE, { id: held[0], approve: true, reason: 'a friend', key: 'yes' });
  await staff.ok(DECIDE, { id: held[1], approve: false, reason: 'a ring', key: 'no' });
  await settle();
  expect(await states()).toEqual(['PAID null 1', 'PAID null 1', 'REJECTED REVIEWED 0']);
  expect((await staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance } } }', { id: hub })).points.balance).toBe(100);
});
