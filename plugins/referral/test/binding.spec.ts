import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestShop } from '@regulars/testing';
import { CREATE, EDGES, END, JOIN, LINK, MERGE, OWN_BIND, OWN_LINK, PAUSE, PUBLISH, UNMERGE, UPDATE, VISIT } from './support/documents';
import { bind, bring, codeOf, join, JOIN_RULE, liveProgram, POINTS, programInput, refusals } from './support/programs';
import { referralShop } from './support/shop';

let shop: TestShop;
let staff: TestCaller;
referralShop((opened) => {
  ({ shop, staff } = opened);
});

const page = (): TestCaller => shop.as({ audience: 'member', kind: 'anonymous', name: 'page' });
const own = (id: string): TestCaller => shop.as({ audience: 'member', kind: 'member', memberId: id, name: id });
const edgesOf = async (programId: string): Promise<Data[]> => (await staff.one(EDGES, { programId })).nodes as Data[];
const pairsOf = async (programId: string): Promise<string[][]> => (await edgesOf(programId)).map(({ referrer, referee, state }) => [referrer.id as string, referee.id as string, state as string]).reverse();
const joinBy = async (recruitmentLink: string, more: object = {}): Promise<string[]> => {
  const key = newUuid();
  return refusals(await staff.run(JOIN, { input: { externalId: { source: 'spec', id: key }, recruitmentLink, ...more }, key }));
};

it('brings who follows a link and joins in time, and who joins by a code', async () => {
  const programId = await liveProgram(staff, 'P');
  const ann = await join(staff);
  const { link } = await own(ann).one(OWN_LINK, { programId, key: 'link' });
  expect(link.qrSvg).toContain('<svg');
  expect((await own(ann).one(OWN_LINK, { programId: 'P', key: 'again' })).link.id).toBe(link.id);
  const visit = await page().one(VISIT, { code: link.code, key: 'v' });
  expect(visit.target).toBe(`https://shop.example/join?recruitmentLink=${visit.recruitmentLink as string}`);
  await page().ok(VISIT, { code: (link.code as string).toUpperCase(), key: 'w' });
  expect((await page().one(VISIT, { code: link.code, key: 'v' })).recruitmentLink).toBe(visit.recruitmentLink);
  const bob = await join(staff, { recruitmentLink: visit.recruitmentLink });
  const cat = await join(staff, { recruitmentLink: link.code });
  const { nodes } = await staff.one(EDGES, { programId });
  expect((nodes as Data[]).map(({ source, referrer, referee, state }) => [source, referrer.id, referee.id, state])).toEqual([['CODE', ann, cat, 'BOUND'], ['CLICK', ann, bob, 'BOUND']]);
  expect((await staff.one(LINK, { programId, memberId: ann, key: 'look' })).link).toMatchObject({ id: link.id, clicks: 2, url: `https://shop.example/join?recruitmentLink=${link.code as string}` });
  expect((await staff.one('query ($id: ID!) { member(by: { id: $id }) { recruitment { channel } referredBy { nodes { referrer { id } } } } }', { id: bob }))).toEqual({ recruitment: { channel: 'MGM' }, referredBy: { nodes: [{ referrer: { id: ann } }] } });
  const { timeline } = await staff.one('query ($id: ID!) { member(by: { id: $id }) { timeline(first: 10) { nodes { __typename ... on ReferralBoundEvent { edge { referee { id } } } } } } }', { id: ann });
  expect((timeline.nodes as Data[]).flatMap((event) => (event.__typename === 'ReferralBoundEvent' ? [event.edge.referee.id as string] : [])).sort()).toEqual([bob, cat].sort());
  // Who is a member already joins nothing: nobody brings them.
  const phone = '0912000001';
  const dan = await join(staff, { phone });
  await staff.ok(JOIN, { input: { phone, recruitmentLink: link.code }, key: newUuid() });
  expect((await edgesOf(programId)).map(({ referee }) => referee.id)).not.toContain(dan);
  await shop.skip({ days: 30 });
  const before = await shop.digest();
  expect(await joinBy(visit.recruitmentLink as string)).toEqual(['REFERRAL_CLICK_EXPIRED input.recruitmentLink']);
  expect(await joinBy('nosuchcod')).toEqual(['NOT_FOUND input.recruitmentLink']);
  expect(refusals(await own(bob).run(OWN_BIND, { code: 'nosuchcod', key: 'b' }))).toEqual(['NOT_FOUND code']);
  expect(await shop.digest()).toEqual(before);
  await staff.ok(PAUSE, { id: programId });
  expect(await joinBy(link.code as string)).toEqual(['REFERRAL_NOT_OPEN input.recruitmentLink']);
  expect(refusals(await page().run(VISIT, { code: link.code, key: 'x' }))).toEqual(['REFERRAL_NOT_OPEN code']);
});

it('takes a code later on from new members alone, once, and never one that leads back', async () => {
  const programId = await liveProgram(staff, 'P');
  const [ann, bob] = [await join(staff), await join(staff)];
  const [code, ofBob] = [await codeOf(staff, programId, ann), await codeOf(staff, programId, bob)];
  const cat = await bring(staff, programId, bob);
  expect(await bind(staff, ann, code)).toEqual(['REFERRAL_SELF code']);
  expect(await bind(staff, bob, code)).toEqual([]);
  expect(await bind(staff, bob, await codeOf(staff, programId, cat))).toEqual(['REFERRAL_CYCLE code']);
  expect(await bind(staff, ann, await codeOf(staff, programId, cat))).toEqual(['REFERRAL_CYCLE code']);
  expect(await bind(staff, ann, ofBob)).toEqual(['REFERRAL_CYCLE code']);
  expect(await bind(staff, cat, code)).toEqual(['REFERRAL_ALREADY_BOUND code']);
  const other = await liveProgram(staff, 'Q');
  expect(refusals(await own(cat).run(OWN_BIND, { code: await codeOf(staff, other, ann), key: 'own' }))).toEqual([]);
  const dan = await join(staff);
  await shop.skip({ days: 7 });
  expect(await bind(staff, dan, code)).toEqual(['REFERRAL_NOT_NEW code']);
  expect(await pairsOf(programId)).toEqual([[bob, cat, 'BOUND'], [ann, bob, 'BOUND']]);
});

it('lets one of two who bring each other at once have it, and closes no longer circle either', async () => {
  const programId = await liveProgram(staff, 'P');
  const ring = await Promise.all(Array.from({ length: 5 }, () => join(staff)));
  const codes = await Promise.all(ring.map((id) => codeOf(staff, programId, id)));
  // Each by the next one, all at once, in both directions for the first two.
  const asked = [...ring.map((id, index) => ({ id, code: codes[(index + 1) % ring.length] as string })), { id: ring[1] as string, code: codes[0] as string }];
  const answers = await Promise.all(asked.map(({ id, code }) => bind(staff, id, code)));
  const edges = await pairsOf(programId);
  expect(edges).toHaveLength(ring.length - 1);
  expect(answers.filter((answer) => answer.length === 0)).toHaveLength(ring.length - 1);
  expect(answers.flat().filter((code) => !/^REFERRAL_(CYCLE|ALREADY_BOUND) code$/.test(code))).toEqual([]);
});

it('moves friends with members who are merged, drops what would lead back, and gives it back', async () => {
  const programId = await liveProgram(staff, 'P');
  const ann = await join(staff);
  const bob = await bring(staff, programId, ann);
  const cat = await bring(staff, programId, bob);
  const dan = await join(staff);
  const eve = await bring(staff, programId, dan);
  const code = await codeOf(staff, programId, cat);
  const before = await pairsOf(programId);
  // Cat was brought by Ann, over Bob: as one with Ann she was brought by nobody.
  const { operationId } = await staff.one(MERGE, { survivorId: ann, loserId: cat, key: 'm' });
  expect(await pairsOf(programId)).toEqual([[ann, bob, 'BOUND'], [bob, ann, 'DROPPED'], [dan, eve, 'BOUND']]);
  const fay = await join(staff, { recruitmentLink: code });
  expect((await pairsOf(programId)).at(-1)).toEqual([ann, fay, 'BOUND']);
  await staff.ok(UNMERGE, { id: operationId, key: 'u' });
  expect(await pairsOf(programId)).toEqual([...before, [ann, fay, 'BOUND']]);
  // Two who were brought by others are brought by the survivor's.
  await staff.ok(MERGE, { survivorId: eve, loserId: bob, key: 'n' });
  expect(await pairsOf(programId)).toEqual([[ann, eve, 'DROPPED'], [eve, cat, 'BOUND'], [dan, eve, 'BOUND'], [ann, fay, 'BOUND']]);
  // Who brought whom are one.
  await staff.ok(MERGE, { survivorId: fay, loserId: ann, key: 'o' });
  expect((await pairsOf(programId)).at(-1)).toEqual([fay, fay, 'DROPPED']);
});

it('freezes rules while it is live, and keeps each version for who came by it', async () => {
  const { program } = await staff.one(CREATE, { input: programInput('P') });
  const order2 = { key: 'two', on: 'EVERY_ORDER', level: 2, reward: { kind: 'points', spec: {} }, share: { bp: 200 } };
  const save = async (document: string, more: object, id: string): Promise<string[]> => refusals(await staff.run(document, { input: programInput('P', more), id }));
  const refused = async (...rules: object[]): Promise<string[]> => refusals(await staff.run(CREATE, { input: programInput('X', { rules }) }));
  expect(await refused(order2)).toEqual(['REFERRAL_ACKNOWLEDGEMENT_NEEDED input.acknowledgement']);
  expect(await refused({ ...JOIN_RULE, level: 2 })).toEqual(['REFERRAL_JOIN_BEYOND_FIRST_LEVEL input.rules.0.on', 'REFERRAL_ACKNOWLEDGEMENT_NEEDED input.acknowledgement']);
  expect(refusals(await staff.run(CREATE, { input: programInput('X', { maxDepth: 6, acknowledgement: 'FTC 1' }) }))).toEqual(['INVALID_INPUT input.maxDepth']);
  expect(await refused({ ...order2, level: 3 })).toEqual(['INVALID_INPUT input.rules.0.level', 'REFERRAL_ACKNOWLEDGEMENT_NEEDED input.acknowledgement']);
  expect(await refused({ key: 'a', on: 'EVERY_ORDER', reward: { kind: 'points', spec: {} }, share: { bp: 3001 } })).toEqual(['INVALID_INPUT input.maxShareBp']);
  expect(await refused({ key: 'a', on: 'EVERY_ORDER', reward: { kind: 'nosuch', spec: {} } })).toEqual(['INVALID_INPUT input.rules.0.reward.kind']);
  expect(await refused(JOIN_RULE, JOIN_RULE)).toEqual(['INVALID_INPUT input.rules.1.key']);
  await staff.ok(PUBLISH, { id: program.id });
  const other = { rules: [{ ...JOIN_RULE, reward: { ...POINTS, spec: { points: 60 } } }] };
  expect(await save(UPDATE, other, program.id as string)).toEqual(['REFERRAL_RULES_FROZEN input']);
  expect(await save(UPDATE, { name: 'Renamed' }, program.id as string)).toEqual([]);
  await staff.ok(PAUSE, { id: program.id });
  expect((await staff.one(UPDATE, { id: program.id, input: programInput('P', other) })).program).toMatchObject({ version: 2, state: 'PAUSED' });
  await staff.ok(PUBLISH, { id: program.id });
  await staff.ok(END, { id: program.id });
  expect(refusals(await staff.run(PUBLISH, { id: program.id }))).toEqual(['INVALID_TRANSITION id']);
});
