import { newUuid } from '@regulars/plugin-sdk';
import type { ClaimedBatch } from '../src/domain/claimed-batch';
import { settleBatch } from '../src/domain/settle';
import { beginTurn } from '../src/domain/turn';
import { claimAndVanish } from './support/claim';
import { CANCEL, CONNECT, PAUSE, RESUME } from './support/documents';
import { office, openOffice, outcome, platform, queue, settings, shop, someone, staff, written } from './support/office';
import { agree, broadcast, card, sendNow, template } from './support/shop';

openOffice();

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
    const { members: [ann = '', ben = ''] } = await dying();
    await agree(staff, ann, false);
    await others();
    expect(office.posted).toHaveLength(1);
    await agree(staff, ann);
    await sendNow(staff, await broadcast(staff, await template(staff, [card('Hello')])));
    await platform.drain();
    expect([(await outcome(ann)).sort(), (await outcome(ben)).sort()]).toEqual([['CAP', 'UNCERTAIN'], ['CAP', 'SENT']]);
  });

  /** In doubt, of a broadcast that is then stopped; when its time has come. */
  const stopped = async (stop: string): Promise<[id: string, ann: string]> => {
    const ann = await someone();
    await agree(staff, ann);
    const id = await broadcast(staff, await template(staff, [card('Hello')]));
    office.answers.push(new Error('lost'));
    await sendNow(staff, id);
    await platform.drain();
    await staff.ok(stop, { id });
    await hurry();
    await others();
    return [id, ann];
  };

  it('does not have sent again what was cancelled meanwhile', async () => {
    const [, ann] = await stopped(CANCEL);
    expect([await outcome(ann), office.posted]).toEqual([['UNCERTAIN'], []]);
  });

  it('lets wait what was paused meanwhile', async () => {
    const [id, ann] = await stopped(PAUSE);
    expect([await outcome(ann), office.posted]).toEqual([['SENDING'], []]);
    await staff.ok(RESUME, { id });
    await hurry();
    await others();
    expect([await outcome(ann), office.posted.length]).toEqual([['SENT'], 1]);
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
