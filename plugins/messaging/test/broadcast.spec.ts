import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid } from '@regulars/plugin-sdk';
import type { Data } from '@regulars/testing';
import type { OutgoingBatch, SendOutcome } from '../src/channels/channel';
import { birthdayJob } from '../src/domain/automatics';
import { AUTOMATIC, BROADCAST, CANCEL, CHANNEL_UPDATE, CREATE_BROADCAST, MERGE, PAUSE, PREFLIGHT, RESUME, SCHEDULE, UNMERGE, UPDATE_TEMPLATE } from './support/documents';
import { office, openOffice, outcome, platform, queue, shop, someone, staff, told, uuid, written } from './support/office';
import { agree, broadcast, card, join, sendNow, template } from './support/shop';

openOffice();

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

  it('is over, also when nobody was there to end what it had queued', async () => {
    await audience();
    const id = await broadcast(staff, await hello());
    office.answers.push(...Array.from({ length: 3 }, () => ({ outcome: 'RETRY', afterMs: 7_200_000, reason: 'BUSY' }) as const));
    await sendNow(staff, id);
    await platform.drain();
    await written("UPDATE messaging.broadcast SET state = 'CANCELLED', finished_at = platform.current_now() WHERE brand_id = $1", shop.id);
    expect((await seen(id)).progress.waiting).toBe(3);
    await shop.advance({ minutes: 7 });
    await platform.drain();
    expect((await seen(id)).progress).toMatchObject({ waiting: 0, notSent: [{ reason: 'CANCELLED', members: 3 }, { reason: 'NO_BINDING', members: 1 }, { reason: 'NO_CONSENT', members: 1 }] });
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
