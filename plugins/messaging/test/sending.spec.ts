import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { newUuid, readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { messaging } from '../src';
import type { OutgoingBatch, SendOutcome } from '../src/channels/channel';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { birthdayJob } from '../src/domain/automatics';
import type { ClaimedBatch } from '../src/domain/claimed-batch';
import { settleBatch } from '../src/domain/settle';
import { beginTurn } from '../src/domain/turn';
import { claimAndVanish } from './support/claim';
import { AUTOMATIC, BROADCAST, CANCEL, CHANNEL_UPDATE, CONNECT, CREATE_BROADCAST, MERGE, MESSAGES, PAUSE, PREFLIGHT, RESUME, SCHEDULE, UNMERGE, UPDATE_TEMPLATE } from './support/documents';
import { postOffice } from './support/postcards';
import { agree, broadcast, card, join, sendNow, template } from './support/shop';

const office = postOffice();
let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, tier, messaging, office.plugin]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  [office.posted.length, office.answers.length] = [0, 0];
  shop = await platform.brand({ plugins: ['messaging', 'post'] });
  staff = shop.everything();
  await staff.ok(CONNECT, { channel: 'POSTCARD', credentials: { stamp: 'queen' } });
  await settings({ quietHours: null, perDay: 1 });
});
afterEach(async () => expect(await shop.violations()).toEqual([]));

const settings = (value: object): Promise<unknown> => staff.ok('mutation ($settings: JSON!) { pluginConfigure(id: "messaging", settings: $settings) { userErrors { message path } } }', { settings: value });
const uuid = (id: string): string => readId('mbr', id) as string;
let phones = 0;
const someone = (more: object = {}): Promise<string> => join(staff, { phone: `+88691${String(++phones).padStart(7, '0')}`, ...more });
const told = async (id: string): Promise<Data[]> => (await staff.one(MESSAGES, { id })).messages.nodes;
const outcome = async (id: string): Promise<string[]> => (await told(id)).map(({ state, reason }: Data) => reason ?? state);
/** As the application, in the brand. */
const written = (text: string, ...values: unknown[]): Promise<unknown> => shop.context((ctx) => ctx.sql({ name: `messaging.spec-${createHash('sha1').update(text).digest('hex')}`, text, values }));

/** A message to each, due in an hour, of members who agreed to it. */
async function queue(memberIds: readonly string[], purpose = 'MARKETING'): Promise<void> {
  const templateId = await template(staff, [card('Hello {{ member.number }}')], { purpose });
  await written(`INSERT INTO messaging.message (brand_id, id, member_id, channel, purpose, template_id, template_version, trigger, cause, due_at, expires_at)
    SELECT $1, gen_random_uuid(), m, 'POSTCARD', $4, $2, 1, 'WELCOME', m, platform.clock(b.clock_offset) + interval '1 hour', platform.clock(b.clock_offset) + interval '10 hours'
      FROM unnest($3::uuid[]) AS m, platform.brand AS b WHERE b.id = $1`, shop.id, readId('mtp', templateId), memberIds.map(uuid), purpose);
}

describe('what changes between queueing and sending', () => {
  /** In the order in which it is asked; each with what it comes to. */
  const CHANGES: readonly (readonly [reason: string, change: (id: string) => Promise<unknown>])[] = [
    ['NOT_ACTIVE', (id) => staff.ok('mutation ($id: ID!, $key: String!) { memberFreeze(id: $id, reason: "spec", idempotencyKey: $key) { userErrors { message } } }', { id, key: id })],
    ['NO_CONSENT', (id) => agree(staff, id, false)],
    ['NO_BINDING', (id) => written("DELETE FROM member.identity WHERE brand_id = $1 AND member_id = $2 AND kind = 'PHONE'", shop.id, uuid(id))],
    ['BLOCKED', (id) => written(`INSERT INTO messaging.unreachable (brand_id, member_id, channel, address_index, reason, at)
      SELECT $1, $2, 'POSTCARD', coalesce((SELECT value_index FROM member.identity WHERE brand_id = $1 AND member_id = $2 AND kind = 'PHONE'), ''), 'GONE', now()`, shop.id, uuid(id))],
    ['CAP', (id) => written(`INSERT INTO messaging.message (brand_id, id, member_id, channel, purpose, template_id, template_version, state, queued_at, due_at, expires_at, claimed_at, sent_at)
      SELECT brand_id, gen_random_uuid(), member_id, channel, purpose, template_id, template_version, 'SENT', queued_at - interval '1 hour', due_at, expires_at, due_at, due_at FROM messaging.message WHERE brand_id = $1 AND member_id = $2`, shop.id, uuid(id))],
  ];

  it('decides, whichever it is and however many of them', async () => {
    const cases = Array.from({ length: 2 ** CHANGES.length }, (_, bits) => CHANGES.filter((__, index) => (bits >> index) & 1));
    const members: string[] = [];
    for (const _ of cases) {
      const id = await someone();
      await agree(staff, id);
      members.push(id);
    }
    await queue(members);
    for (const [index, changes] of cases.entries()) for (const [, change] of [...changes].reverse()) await change(members[index] as string);
    await shop.advance({ hours: 1, minutes: 1 });
    await platform.drain();
    const outcomes = await Promise.all(members.map(async (id) => (await outcome(id))[0]));
    expect(outcomes).toEqual(cases.map((changes) => changes[0]?.[0] ?? 'SENT'));
    expect(office.posted).toHaveLength(1);
  });

  it('waits for the end of quiet hours, drops what would be too old by then, and takes a quota to its end but for what is kept', async () => {
    const [ann, ben, cho] = [await someone(), await someone(), await someone()];
    for (const id of [ann, ben, cho]) await agree(staff, id);
    await queue([ann, ben]);
    await queue([cho], 'SERVICE');
    const at = async (hours: number): Promise<Date> => new Date((await shop.now()).getTime() + hours * 3_600_000);
    await written('UPDATE messaging.message SET expires_at = $3 WHERE brand_id = $1 AND member_id = $2', shop.id, uuid(ben), await at(2));
    const clock = async (hours: number): Promise<string> => new Date((await shop.now()).getTime() + (hours + 8) * 3_600_000).toISOString().slice(11, 16);
    await settings({ quietHours: { from: await clock(0), to: await clock(3) }, perDay: 1 });
    await shop.advance({ hours: 1, minutes: 1 });
    await platform.drain();
    expect([await outcome(ann), await outcome(ben), await outcome(cho)]).toEqual([['QUEUED'], ['QUIET'], ['QUEUED']]);
    await staff.ok(CHANNEL_UPDATE, { input: { channel: 'POSTCARD', unitPrice: '0.25', monthlyUnits: 1, reserveUnits: 1 } });
    await shop.advance({ hours: 2, minutes: 5 });
    await platform.drain();
    expect([await outcome(ann), await outcome(cho)]).toEqual([['QUOTA'], ['SENT']]);
  });
});

describe('a worker that dies', () => {
  /** What it was sending, to so many members who have agreed. */
  const dying = async (count = 2): Promise<{ members: string[]; batch: ClaimedBatch }> => {
    const members = await Promise.all(Array.from({ length: count }, () => someone()));
    for (const id of members) await agree(staff, id);
    await queue(members);
    await shop.skip({ hours: 2 });
    return { members, batch: await claimAndVanish(shop, office.postcards) };
  };
  const send = ({ key, outgoing }: ClaimedBatch): Promise<unknown> =>
    office.postcards.send({ credentials: {}, signal: new AbortController().signal }, { key, messages: outgoing.map(({ message }) => message) });
  const others = async (): Promise<void> => {
    await shop.advance({ minutes: 1 });
    await platform.drain();
  };
  const hurry = (): Promise<unknown> => written("UPDATE messaging.batch SET lease_until = now() - interval '1 second' WHERE brand_id = $1", shop.id);

  it.each(['before the provider had it', 'after'])('%s: each is sent once', async (when) => {
    const { members, batch } = await dying();
    if (when === 'after') await send(batch);
    await others();
    expect(office.posted.map(({ to }) => to).sort()).toEqual(batch.outgoing.map(({ message }) => message.to).sort());
    expect(await Promise.all(members.map(outcome))).toEqual([['SENT'], ['SENT']]);
  });

  it('is replaced at once by its own run, when that comes again, and by no other before its time', async () => {
    const run = newUuid();
    const begin = (by: string): Promise<boolean> => shop.context(async (ctx) => (await beginTurn(ctx, 'POSTCARD', by, newUuid())) !== null);
    expect([await begin(run), await begin(newUuid()), await begin(run)]).toEqual([true, false, true]);
    await written("UPDATE messaging.channel SET sender_until = now() - interval '1 second' WHERE brand_id = $1", shop.id);
    expect([await begin(newUuid()), await begin(run)]).toEqual([true, false]);
  });

  it('has no say any more once others have begun anew', async () => {
    const { members: [ann = ''], batch } = await dying(1);
    office.answers.push(new Error('lost'));
    await others();
    await shop.context((ctx) => settleBatch(ctx, 'POSTCARD', batch, [{ outcome: 'RETRY', afterMs: null, reason: 'BUSY' }]));
    expect(await outcome(ann)).toEqual(['SENDING']);
    await hurry();
    await others();
    expect([await outcome(ann), office.posted.length]).toEqual([['SENT'], 1]);
  });

  it('after the provider had it, which is too busy to say so when it is sent again: each is sent once', async () => {
    const { members, batch } = await dying();
    await send(batch);
    office.answers.push(...members.map(() => ({ outcome: 'RETRY', afterMs: 1_000, reason: 'RATE_LIMITED' }) as const));
    await others();
    expect(await Promise.all(members.map(outcome))).toEqual([['SENDING'], ['SENDING']]);
    await hurry();
    await others();
    expect([await Promise.all(members.map(outcome)), office.posted.length]).toEqual([[['SENT'], ['SENT']], 2]);
  });

  it('leaves to be sent again what may still be sent, and what is in doubt counts as sent', async () => {
    const { members: [ann = '', ben = ''], batch } = await dying();
    await agree(staff, ann, false);
    await others();
    expect(office.posted.map(({ id }) => id)).toEqual(batch.outgoing.filter(({ memberId }) => memberId === uuid(ben)).map(({ message }) => message.id));
    await agree(staff, ann);
    await sendNow(staff, await broadcast(staff, await template(staff, [card('Hello')])));
    await platform.drain();
    expect([(await outcome(ann)).sort(), (await outcome(ben)).sort()]).toEqual([['CAP', 'UNCERTAIN'], ['CAP', 'SENT']]);
  });

  it.each([['Cancel', 'UNCERTAIN', 0], ['Pause', 'SENT', 1]])('leaves nothing to be sent of what is stopped meanwhile: %s', async (_, state, posted) => {
    const ann = await someone();
    await agree(staff, ann);
    const id = await broadcast(staff, await template(staff, [card('Hello')]));
    office.answers.push(new Error('lost'));
    await sendNow(staff, id);
    await platform.drain();
    await staff.ok(posted === 0 ? CANCEL : PAUSE, { id });
    await hurry();
    await others();
    expect([await outcome(ann), office.posted.length]).toEqual([[posted === 0 ? 'UNCERTAIN' : 'SENDING'], 0]);
    if (posted === 1) await staff.ok(RESUME, { id });
    await hurry();
    await others();
    expect([await outcome(ann), office.posted.length]).toEqual([[state], posted]);
  });

  it('is not taken for dead while it has the turn, though nobody brings its channel any more', async () => {
    const { members: [ann = ''] } = await dying(1);
    await written("INSERT INTO messaging.channel (brand_id, code, sender, sender_until) VALUES ($1, 'FAX', $2, now() + interval '1 hour')", shop.id, newUuid());
    for (const table of ['message', 'batch']) await written(`UPDATE messaging.${table} SET channel = 'FAX' WHERE brand_id = $1`, shop.id);
    await others();
    expect(await outcome(ann)).toEqual(['SENDING']);
    await written("UPDATE messaging.channel SET sender_until = now() - interval '1 second' WHERE brand_id = $1 AND code = 'FAX'", shop.id);
    await others();
    expect(await outcome(ann)).toEqual(['UNCERTAIN']);
  });

  it('leaves nothing to be sent in quiet hours, nor when its key is forgotten, nor as somebody else', async () => {
    const { members: [ann = ''] } = await dying(1);
    const clock = async (hours: number): Promise<string> => new Date((await shop.now()).getTime() + (hours + 8) * 3_600_000).toISOString().slice(11, 16);
    await settings({ quietHours: { from: await clock(-1), to: await clock(0.5) }, perDay: 1 });
    await others();
    expect(await outcome(ann)).toEqual(['SENDING']);
    await settings({ quietHours: null, perDay: 1 });
    await written("UPDATE messaging.batch SET begun_at = now() - interval '61 minutes', lease_until = now() WHERE brand_id = $1", shop.id);
    await others();
    const { members: [ben = ''] } = await dying(1);
    await staff.ok(CONNECT, { channel: 'POSTCARD', credentials: { stamp: 'king' } });
    await others();
    expect([await outcome(ann), await outcome(ben), office.posted]).toEqual([['UNCERTAIN'], ['UNCERTAIN'], []]);
  });
});

describe('a provider in trouble', () => {
  afterEach(() => Object.assign(office.postcards, { keepsKeys: 3_600_000, batchSize: 100 }));
  const states = async (members: readonly string[]): Promise<unknown[]> => (await Promise.all(members.map(outcome))).flat().sort((a, b) => (String(a) < String(b) ? -1 : 1));

  it('loses no more than one batch before it is left alone, and gets the rest when it is back', async () => {
    Object.assign(office.postcards, { keepsKeys: null, batchSize: 1 });
    const members = [await someone(), await someone(), await someone()];
    for (const id of members) await agree(staff, id);
    await queue(members);
    office.answers.push(new Error('lost'));
    await shop.advance({ hours: 1, minutes: 1 });
    await platform.drain();
    expect([await states(members), office.posted.length]).toEqual([['SENT', 'SENT', 'UNCERTAIN'], 2]);
    expect(await platform.rows('SELECT trouble FROM messaging.channel WHERE brand_id = $1', [shop.id])).toEqual([{ trouble: 0 }]);
  });

  it('may ask to be left alone as often as it likes', async () => {
    const ann = await someone();
    await agree(staff, ann);
    await queue([ann]);
    office.answers.push(...Array.from({ length: 8 }, () => ({ outcome: 'RETRY', afterMs: 30_000, reason: 'RATE_LIMITED' }) as const));
    await shop.advance({ hours: 1, minutes: 1 });
    for (let asked = 0; asked < 8; asked++) {
      await platform.drain();
      await shop.advance({ minutes: 5 });
    }
    await platform.drain();
    expect([await outcome(ann), office.posted.length]).toEqual([['SENT'], 1]);
  });

  it('is no reason to stop for what it stumbles over', async () => {
    const [ann, ben] = [await someone({ name: 'Ann' }), await someone({ name: 'Ben' })];
    for (const id of [ann, ben]) await agree(staff, id);
    const { checkContent } = office.postcards;
    Object.assign(office.postcards, { checkContent: (content: { text: string }) => (content.text.includes('Ann') ? undefined : []) });
    await sendNow(staff, await broadcast(staff, await template(staff, [card('Hello {{ member.name }}')])));
    await platform.drain();
    Object.assign(office.postcards, { checkContent });
    expect([await outcome(ann), await outcome(ben)]).toEqual([['CONTENT_INVALID'], ['SENT']]);
  });
});

it('tries again what the provider did not take, remembers addresses that are gone, and never says twice what it cannot know', async () => {
  const members = [await someone(), await someone(), await someone()];
  for (const id of members) await agree(staff, id);
  await queue(members);
  office.answers.push({ outcome: 'RETRY', afterMs: 600_000, reason: 'RATE_LIMITED' }, { outcome: 'FAILED', reason: 'NO_SUCH_HOUSE', permanent: true });
  await shop.advance({ hours: 1, minutes: 1 });
  await platform.drain();
  const states = async (): Promise<unknown[]> => (await Promise.all(members.map(outcome))).flat().sort((a, b) => (String(a) < String(b) ? -1 : 1));
  expect(await states()).toEqual(['NO_SUCH_HOUSE', 'QUEUED', 'SENT']);
  await shop.advance({ minutes: 11 });
  await platform.drain();
  expect([await states(), office.posted.length]).toEqual([['NO_SUCH_HOUSE', 'SENT', 'SENT'], 2]);
  expect(await platform.rows('SELECT reason FROM messaging.unreachable WHERE brand_id = $1', [shop.id])).toEqual([{ reason: 'NO_SUCH_HOUSE' }]);
});

describe('a broadcast', () => {
  const audience = async (): Promise<string[]> => {
    const members = [await someone({ name: 'Ann' }), await someone({ name: 'Ben' }), await someone({ name: 'Cho' }), await join(staff), await someone()];
    for (const id of members.slice(0, 4)) await agree(staff, id);
    return members;
  };
  const hello = (): Promise<string> => template(staff, [card('Hello {{ member.name }}')]);
  const seen = async (id: string): Promise<Data> => staff.one(BROADCAST, { id });

  it('says beforehand whom it reaches and what it costs, goes to each of them once, and tells how far it is', async () => {
    await staff.ok(CHANNEL_UPDATE, { input: { channel: 'POSTCARD', unitPrice: '0.25', monthlyUnits: 100, reserveUnits: 10 } });
    const [members, templateId] = [await audience(), await hello()];
    expect(await staff.one(PREFLIGHT, { templateId, channel: 'POSTCARD' })).toEqual({
      audience: 5, reachable: 3, unitsLeft: 90, cost: { amount: '1' }, unreachable: [{ reason: 'NO_BINDING', members: 1 }, { reason: 'NO_CONSENT', members: 1 }],
    });
    const id = await broadcast(staff, templateId);
    await sendNow(staff, id);
    await platform.drain();
    expect(office.posted.map(({ content }) => content.text ?? '').sort()).toEqual(['Hello Ann', 'Hello Ben', 'Hello Cho']);
    expect(await seen(id)).toMatchObject({
      state: 'DONE', audience: 5, progress: { waiting: 0, sent: 3, units: 3, notSent: [{ reason: 'NO_BINDING', members: 1 }, { reason: 'NO_CONSENT', members: 1 }] },
    });
    expect(await told(members[0] as string)).toEqual([{ channel: 'POSTCARD', purpose: 'MARKETING', state: 'SENT', reason: null, trigger: null, template: { name: 'Hello' } }]);
    expect((await staff.run(SCHEDULE, { id })).data?.messageBroadcastSchedule.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['id'] }]);
  });

  it('waits while it is paused, and is over when it is cancelled', async () => {
    await audience();
    const id = await broadcast(staff, await hello());
    await staff.ok(SCHEDULE, { id, at: new Date((await shop.now()).getTime() + 3_600_000).toISOString() });
    await platform.drain();
    expect(await seen(id)).toMatchObject({ state: 'SCHEDULED', audience: null });
    office.answers.push(...Array.from({ length: 3 }, () => ({ outcome: 'RETRY', afterMs: 60_000, reason: 'BUSY' }) as const));
    await shop.advance({ hours: 1, minutes: 1 });
    await platform.drain();
    await staff.ok(PAUSE, { id });
    await shop.advance({ minutes: 5 });
    await platform.drain();
    expect(await seen(id)).toMatchObject({ state: 'PAUSED', progress: { waiting: 3, sent: 0 } });
    office.answers.push({ outcome: 'SENT', providerId: 'one' }, ...Array.from({ length: 2 }, () => ({ outcome: 'RETRY', afterMs: 60_000, reason: 'BUSY' }) as const));
    await staff.ok(RESUME, { id });
    await platform.drain();
    await staff.ok(CANCEL, { id });
    await shop.advance({ minutes: 5 });
    await platform.drain();
    expect(await seen(id)).toMatchObject({ state: 'CANCELLED', progress: { waiting: 0, sent: 1, notSent: [{ reason: 'CANCELLED', members: 2 }, { reason: 'NO_BINDING', members: 1 }, { reason: 'NO_CONSENT', members: 1 }] } });
  });

  it('is cancelled at once, whoever holds what is queued of it, and what is queued follows', async () => {
    await audience();
    office.answers.push(...Array.from({ length: 3 }, () => ({ outcome: 'RETRY', afterMs: 60_000, reason: 'BUSY' }) as const));
    const id = await broadcast(staff, await hello());
    await sendNow(staff, id);
    await platform.drain();
    const following = await shop.context(async (ctx) => {
      await ctx.sql({ name: 'messaging.spec-hold', text: "SELECT FROM messaging.message WHERE state = 'QUEUED' ORDER BY id LIMIT 1 FOR UPDATE", values: [] });
      await staff.ok(CANCEL, { id });
      expect(await seen(id)).toMatchObject({ state: 'CANCELLED', progress: { waiting: 3 } });
      const drained = platform.drain();
      while ((await seen(id)).progress.waiting > 1) await sleep(20);
      return { drained };
    });
    await following.drained;
    expect((await seen(id)).progress).toMatchObject({ waiting: 0, sent: 0, notSent: [{ reason: 'CANCELLED', members: 3 }, { reason: 'NO_BINDING', members: 1 }, { reason: 'NO_CONSENT', members: 1 }] });
  });

  it('tells two who are made one once, and each if they are two again', async () => {
    const [ann, ben, cho] = [await someone({ name: 'Ann' }), await someone({ name: 'Ben' }), await someone({ name: 'Cho' })];
    for (const id of [ann, ben, cho]) await agree(staff, id);
    office.answers.push(...Array.from({ length: 3 }, () => ({ outcome: 'RETRY', afterMs: 600_000, reason: 'BUSY' }) as const));
    await sendNow(staff, await broadcast(staff, await hello()));
    await platform.drain();
    const merge = async (loserId: string, key: string): Promise<string> => (await staff.one(MERGE, { survivorId: ann, loserId, key })).operationId;
    const operationId = await merge(ben, 'a');
    expect((await outcome(ann)).sort()).toEqual(['DUPLICATE', 'QUEUED']);
    await staff.ok(UNMERGE, { id: operationId });
    expect([await outcome(ann), await outcome(ben)]).toEqual([['QUEUED'], ['QUEUED']]);
    await merge(cho, 'b');
    await shop.advance({ minutes: 11 });
    await platform.drain();
    expect(office.posted.map(({ content }) => content.text ?? '').sort()).toEqual(['Hello Ann', 'Hello Ben']);
    await staff.ok(AUTOMATIC, { input: { trigger: 'BIRTHDAY', templateId: await template(staff, [card('Happy birthday')], { purpose: 'SERVICE' }), channel: 'POSTCARD', delayMinutes: 60 } });
    await written("UPDATE member.member SET birth_date = (platform.clock(b.clock_offset) AT TIME ZONE 'Asia/Taipei')::date - interval '30 years' FROM platform.brand AS b WHERE b.id = brand_id AND brand_id = $1", shop.id);
    await shop.context(async (ctx) => void (await birthdayJob.run(ctx)));
    await merge(ben, 'c');
    expect((await outcome(ann)).sort()).toEqual(['DUPLICATE', 'DUPLICATE', 'QUEUED', 'SENT', 'SENT']);
    await shop.advance({ minutes: 61 });
    await platform.drain();
    expect(office.posted.map(({ content }) => content.text ?? '').sort()).toEqual(['Happy birthday', 'Hello Ann', 'Hello Ben']);
  });

  it('is not told to whom it was told as somebody else', async () => {
    const [ann, ben] = [await someone(), await someone()];
    for (const id of [ann, ben]) await agree(staff, id);
    office.answers.push({ outcome: 'RETRY', afterMs: 600_000, reason: 'BUSY' });
    await sendNow(staff, await broadcast(staff, await template(staff, [card('Hello')])));
    await platform.drain();
    const [told, waits] = (await outcome(ann))[0] === 'SENT' ? [ann, ben] : [ben, ann];
    await staff.ok(MERGE, { survivorId: waits, loserId: told, key: 'merge' });
    await shop.advance({ minutes: 11 });
    await platform.drain();
    expect([(await outcome(waits)).sort(), office.posted.length]).toEqual([['DUPLICATE', 'SENT'], 1]);
  });

  it.each([
    ['is too much', { or: Array.from({ length: 60 }, () => ({ tag: { eq: 'x' } })) }],
    ['is not there any more', { and: [{ shoeSize: { eq: 42 } }] }],
  ])('does not begin when what it filters by %s, and says so', async (_, filter) => {
    await audience();
    const id = await broadcast(staff, await hello());
    await written('UPDATE messaging.broadcast SET filter = $2 WHERE brand_id = $1', shop.id, filter);
    await sendNow(staff, id);
    await platform.drain();
    expect(await seen(id)).toMatchObject({ state: 'CANCELLED', cancelReason: 'FILTER_UNREADABLE', audience: null, startedAt: null, finishedAt: expect.any(String), progress: { waiting: 0, notSent: [] } });
    expect(await platform.rows('SELECT 1 FROM messaging.message WHERE brand_id = $1', [shop.id])).toEqual([]);
  });

  it('has its life from when it was to begin, however late it begins', async () => {
    await audience();
    const templateId = await hello();
    const [short, long] = [await broadcast(staff, templateId, { lifeMinutes: 60 }), await broadcast(staff, templateId, { lifeMinutes: 600 })];
    const at = new Date((await shop.now()).getTime() + 3_600_000);
    for (const id of [short, long]) await staff.ok(SCHEDULE, { id, at: at.toISOString() });
    await shop.skip({ hours: 3 });
    await shop.advance({ minutes: 1 });
    await platform.drain();
    expect(await seen(short)).toMatchObject({ state: 'CANCELLED', cancelReason: 'EXPIRED', audience: null, startedAt: null, finishedAt: expect.any(String), progress: { waiting: 0, notSent: [] } });
    expect([await seen(long), office.posted.length]).toMatchObject([{ state: 'DONE', audience: 5 }, 3]);
    expect(await platform.rows('SELECT DISTINCT expires_at FROM messaging.message WHERE brand_id = $1', [shop.id])).toEqual([{ expires_at: new Date(at.getTime() + 36_000_000) }]);
  });

  it('is over when nobody brings its channel any more, and so is all that is due by it', async () => {
    const members = await audience();
    await queue(members.slice(0, 1));
    const id = await broadcast(staff, await hello());
    office.answers.push(...Array.from({ length: 3 }, () => ({ outcome: 'RETRY', afterMs: 60_000, reason: 'BUSY' }) as const));
    await sendNow(staff, id);
    await platform.drain();
    for (const table of ['message', 'broadcast']) await written(`UPDATE messaging.${table} SET channel = 'FAX' WHERE brand_id = $1`, shop.id);
    await shop.advance({ hours: 2 });
    expect(await seen(id)).toMatchObject({ state: 'DONE', progress: { waiting: 0, sent: 0, notSent: [{ reason: 'NO_BINDING', members: 1 }, { reason: 'NO_CHANNEL', members: 3 }, { reason: 'NO_CONSENT', members: 1 }] } });
    expect((await outcome(members[0] as string)).sort()).toEqual(['NO_CHANNEL', 'NO_CHANNEL']);
  });

  it('goes to nobody who did not agree, whatever its template is made into meanwhile, and says nothing to one whose name is too much for it', async () => {
    const members = await audience();
    const long = await someone({ name: 'x'.repeat(100) });
    await agree(staff, long);
    const templateId = await template(staff, [card(`{% assign a = member.name %}${'{% assign a = a | append: a %}'.repeat(12)}{{ member.name | slice: 0, 9 }}`)]);
    const id = await broadcast(staff, templateId);
    await staff.ok(UPDATE_TEMPLATE, { id: templateId, input: { name: 'Hello', purpose: 'SERVICE', defaultLanguage: 'en', contents: [card('Hello')] } });
    await sendNow(staff, id);
    await platform.drain();
    expect([await outcome(members[4] as string), await outcome(long), await outcome(members[0] as string)]).toEqual([['NO_CONSENT'], ['CONTENT_INVALID'], ['SENT']]);
    expect(office.posted.map(({ content }) => content.text ?? '').sort()).toEqual(['Ann', 'Ben', 'Cho']);
  });

  describe('of which something changes while the provider is asked', () => {
    const { send } = office.postcards;
    /** What happens then, and what the provider says of each. */
    const meanwhile = (change: () => Promise<unknown>, answer: SendOutcome | Error): void => {
      Object.assign(office.postcards, { send: async (_: unknown, { messages }: OutgoingBatch) => {
        await change();
        if (answer instanceof Error) throw answer;
        return messages.map(() => answer);
      } });
    };
    afterEach(() => Object.assign(office.postcards, { send, keepsKeys: 3_600_000 }));

    it('tries nothing again that was cancelled', async () => {
      await audience();
      const id = await broadcast(staff, await hello());
      meanwhile(() => staff.ok(CANCEL, { id }), { outcome: 'RETRY', afterMs: null, reason: 'BUSY' });
      await sendNow(staff, id);
      await platform.drain();
      expect((await seen(id)).progress).toMatchObject({ waiting: 0, sent: 0, units: 0, notSent: [{ reason: 'CANCELLED', members: 3 }, { reason: 'NO_BINDING', members: 1 }, { reason: 'NO_CONSENT', members: 1 }] });
    });

    it('keeps nothing of who was erased', async () => {
      const [ann = '', ben = ''] = await audience();
      const erase = (): Promise<unknown> => staff.ok('mutation ($id: ID!, $key: String!) { memberErase(id: $id, reason: "spec", idempotencyKey: $key) { userErrors { message } } }', { id: ann, key: 'erase' });
      meanwhile(erase, { outcome: 'FAILED', permanent: true, reason: 'GONE' });
      await sendNow(staff, await broadcast(staff, await hello()));
      await platform.drain();
      const kept = (id: string): Promise<object[]> => platform.rows('SELECT reason FROM messaging.unreachable WHERE brand_id = $1 AND member_id = $2', [shop.id, uuid(id)]);
      expect([await kept(ann), await kept(ben)]).toEqual([[], [{ reason: 'GONE' }]]);
    });

    it('counts as used what may have been sent', async () => {
      await staff.ok(CHANNEL_UPDATE, { input: { channel: 'POSTCARD', unitPrice: '0.25', monthlyUnits: 100, reserveUnits: 0 } });
      await audience();
      Object.assign(office.postcards, { keepsKeys: null });
      meanwhile(() => Promise.resolve(), new Error('lost'));
      await sendNow(staff, await broadcast(staff, await hello()));
      await platform.drain();
      expect(await platform.rows('SELECT used_units FROM messaging.channel WHERE brand_id = $1', [shop.id])).toEqual([{ used_units: 3 }]);
    });
  });

  it('suppresses what it has no word for, and shows in the outbox what would leave where there is no account', async () => {
    await audience();
    const nameless = await someone();
    await agree(staff, nameless);
    await staff.ok('mutation { messageChannelDisconnect(channel: "POSTCARD") { userErrors { message } } }');
    await sendNow(staff, await broadcast(staff, await hello()));
    await platform.drain();
    expect([await outcome(nameless), office.posted]).toEqual([['MISSING_VAR'], []]);
    expect(await platform.rows('SELECT channel FROM messaging.outbox WHERE brand_id = $1', [shop.id])).toEqual(Array.from({ length: 3 }, () => ({ channel: 'POSTCARD' })));
  });

  it.each([
    ['without consent as its basis', { purpose: 'SERVICE' }, {}, ['MESSAGE_BASIS_MISSING', 'input.templateId']],
    ['by a channel that is not there', {}, { channel: 'FAX' }, ['NOT_FOUND', 'input.channel']],
    ['by a channel its template is silent on', {}, { channel: 'EMAIL' }, ['INVALID_INPUT', 'input.channel']],
    ['to whom nobody may ask for', {}, { where: { storeId: { eq: 'nothing' }, or: Array.from({ length: 60 }, () => ({ tag: { eq: 'x' } })) } }, ['INVALID_INPUT', 'where.or.49']],
    ['for ever', {}, { lifeMinutes: 10 ** 9 }, ['INVALID_INPUT', 'input.lifeMinutes']],
  ])('%s is refused, and nothing is written', async (_, terms, input, [code, path]) => {
    const templateId = await template(staff, [card('Hello')], terms);
    const before = await shop.digest();
    const { data } = await staff.run(CREATE_BROADCAST, { input: { name: 'News', templateId, channel: 'POSTCARD', ...input }, key: newUuid() });
    expect(data?.messageBroadcastCreate.userErrors.map((error: Data) => [error.code, error.path.join('.')])).toEqual([[code, path]]);
    expect(await shop.digest()).toEqual(before);
  });
});

it('sends a test with samples to one address, which counts nowhere; to none that cannot be reached', async () => {
  const TEST = 'mutation ($input: MessageTestInput!, $key: String!) { messageTestSend(input: $input, idempotencyKey: $key) { inOutbox test { id state reason } userErrors { code path } } }';
  const became = async (id: string) => (await staff.one('query ($id: ID!) { node(id: $id) { ... on MessageTest { channel state reason } } }', { id }));
  const input = { templateId: await template(staff, [card('Hello {{ member.name }}')]), channel: 'POSTCARD', to: '+886912345678' };
  const first = await staff.one(TEST, { input, key: 'a' });
  expect(first).toEqual({ inOutbox: false, test: { id: expect.stringMatching(/^mts_/), state: 'QUEUED', reason: null }, userErrors: [] });
  await platform.drain();
  expect(await became(first.test.id)).toEqual({ channel: 'POSTCARD', state: 'SENT', reason: null });
  expect(office.posted.map(({ to, content }) => [to, content.text])).toEqual([['+886912345678', 'Hello 王小美']]);
  for (const [answer, reason] of [[{ outcome: 'FAILED', reason: 'NO_SUCH_HOUSE', permanent: true }, 'NO_SUCH_HOUSE'], [{ outcome: 'RETRY', reason: 'BUSY', afterMs: null }, 'BUSY'], [new Error('lost'), 'UNCERTAIN']] as const) {
    office.answers.push(answer);
    const { id } = (await staff.one(TEST, { input, key: reason })).test;
    await platform.drain();
    expect(await became(id)).toEqual({ channel: 'POSTCARD', state: 'FAILED', reason });
  }
  const before = await shop.digest();
  expect((await staff.run(TEST, { input: { ...input, to: '+1212' }, key: 'b' })).data?.messageTestSend.userErrors).toEqual([{ code: 'MESSAGE_ADDRESS_INVALID', path: ['input', 'to'] }]);
  expect(await shop.digest()).toEqual(before);
});

it('answers what happens, once', async () => {
  // What is due by another channel is the minute's job's, however much happens.
  const other = await someone();
  await platform.drain();
  await queue([other]);
  await written("UPDATE messaging.message SET channel = 'EMAIL', due_at = queued_at WHERE brand_id = $1", shop.id);
  const templateId = await template(staff, [card('Welcome {{ member.name }}'), card('歡迎 {{ member.name }}', 'zh-TW')], { purpose: 'SERVICE', fallbacks: [{ variable: 'member.name', text: 'friend' }] });
  const input = { trigger: 'WELCOME', templateId, channel: 'POSTCARD' };
  expect(await staff.one(AUTOMATIC, { input })).toEqual({ automatic: { trigger: 'WELCOME', isOn: true, template: { name: 'Hello' } }, userErrors: [] });
  const [ann, mei] = [await someone({ name: 'Ann' }), await someone({ language: 'zh-TW' })];
  await platform.drain();
  expect(await outcome(other)).toEqual(['QUEUED']);
  expect(office.posted.map(({ content }) => content.text ?? '').sort()).toEqual(['Welcome Ann', '歡迎 friend']);
  await staff.ok(AUTOMATIC, { input: { ...input, isOn: false } });
  await someone();
  await platform.drain();
  expect([office.posted.length, await outcome(ann), await outcome(mei)]).toEqual([2, ['SENT'], ['SENT']]);
});

it('greets two who were made one once in a year', async () => {
  const templateId = await template(staff, [card('Happy birthday')], { purpose: 'SERVICE' });
  await staff.one(AUTOMATIC, { input: { trigger: 'BIRTHDAY', templateId, channel: 'POSTCARD' } });
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Taipei' }).format(await shop.now());
  const born = { birthDate: `1990${today.slice(4)}` };
  const [ann, other] = [await someone(born), await someone()];
  const greet = (): Promise<void> => shop.context(async (ctx) => void (await birthdayJob.run(ctx)));
  const greeted = async (id: string): Promise<number> => (await told(id)).filter(({ trigger }: Data) => trigger === 'BIRTHDAY').length;
  await greet();
  await greet();
  expect([await greeted(ann), await greeted(other)]).toEqual([1, 0]);
  await staff.ok(MERGE, { survivorId: other, loserId: ann, key: 'merge' });
  await written('UPDATE member.member SET birth_date = $2 WHERE brand_id = $1 AND id = $3', shop.id, born.birthDate, uuid(other));
  await greet();
  expect(await greeted(other)).toBe(1);
  await written("UPDATE messaging.message SET cause = replace(cause, '/', '/1') WHERE brand_id = $1", shop.id); // of another year
  await greet();
  expect(await greeted(other)).toBe(2);
});
