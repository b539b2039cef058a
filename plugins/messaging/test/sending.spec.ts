import type { Data } from '@regulars/testing';
import { birthdayJob } from '../src/domain/automatics';
import { AUTOMATIC, CHANNEL_UPDATE, MERGE } from './support/documents';
import { office, openOffice, outcome, platform, queue, settings, shop, someone, staff, told, uuid, written } from './support/office';
import { agree, card, template } from './support/shop';

openOffice();

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
