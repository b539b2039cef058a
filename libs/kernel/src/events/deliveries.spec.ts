import { type Context, newUuid, on, type StoredEvent } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { listenerModule, NoteTaken, noteModule, takeNote, writeNote } from '../../test/note-module';
import { drain } from '../worker/drain';
import { Presence } from '../worker/presence';
import { DELIVERIES } from './deliveries';
import { MAX_ATTEMPTS, MAX_CRASHES, releaseOrphans, retryParked } from './claims';
import { claimDeliveries, deliver } from './deliveries';
import { dispatch } from './dispatcher';
import { listParked, workFigures } from './queue-figures';

type Payload = { text: string };
let hear: (ctx: Context, payload: Payload, event: StoredEvent<Payload>) => Promise<void>;

const modules = [noteModule(), listenerModule({ handlers: [on(NoteTaken, 'hear', (ctx, payload, event) => hear(ctx, payload, event))] })];

describe('deliveries', () => {
  let platform: TestPlatform;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform(modules);
    shop = await platform.brand({ plugins: ['listener'] });
  });
  afterAll(() => platform.stop());
  beforeEach(async () => {
    await platform.owner.query('TRUNCATE platform.delivery, note.note');
    hear = async (ctx, { text }) => void (await writeNote(ctx, `heard ${text}`));
  });

  const take = (text: string, about: string | null = null): Promise<void> => shop.context((ctx) => takeNote(ctx, text, about));
  const heard = async (): Promise<string[]> => (await platform.rows<{ text: string }>(`SELECT text FROM note.note WHERE text LIKE 'heard%' ORDER BY id`)).map(({ text }) => text);
  const states = async (): Promise<unknown[]> => platform.rows('SELECT state, attempts, crashes, last_error AS error FROM platform.delivery ORDER BY xid, event_id');
  const makeDue = (): Promise<unknown> => platform.owner.query('UPDATE platform.delivery SET due_at = clock_timestamp()');

  it('hand the event over once, in a transaction of its own', async () => {
    const member = newUuid();
    const events: unknown[] = [];
    hear = async (ctx, payload, event) => {
      events.push({ payload, actor: ctx.actor.id, about: event.memberId, name: event.name, version: event.version, at: event.at.getTime() <= ctx.now.getTime() });
      await writeNote(ctx, `heard ${payload.text}`);
    };
    await take('one', member);
    expect(await drain(platform.runtime)).toEqual({ delivered: 1, reacted: 0, failures: [] });
    expect(await drain(platform.runtime)).toEqual({ delivered: 0, reacted: 0, failures: [] });
    expect(events).toEqual([{ payload: { text: 'one' }, actor: 'listener/hear', about: member, name: 'note.taken', version: 1, at: true }]);
    expect(await heard()).toEqual(['heard one']);
    expect(await states()).toEqual([{ state: 'DONE', attempts: 1, crashes: 0, error: null }]);
  });

  it('leave nothing of a try that failed, and try again later', async () => {
    hear = async (ctx, { text }) => {
      await writeNote(ctx, `heard ${text}`);
      throw new Error('not yet');
    };
    await take('one');
    const { failures } = await drain(platform.runtime);
    expect(failures).toEqual([{ what: 'listener/hear', error: new Error('not yet') }]);
    expect(await heard()).toEqual([]);
    expect(await states()).toEqual([{ state: 'PENDING', attempts: 1, crashes: 0, error: 'Error: not yet' }]);
    const [{ wait }] = await platform.rows<{ wait: boolean }>(`SELECT due_at BETWEEN clock_timestamp() AND clock_timestamp() + interval '1.5 s' AS wait FROM platform.delivery`) as [{ wait: boolean }];
    expect(wait).toBe(true);
    hear = async (ctx, { text }) => void (await writeNote(ctx, `heard ${text}`));
    expect((await drain(platform.runtime)).delivered).toBe(0);
    await makeDue();
    expect((await drain(platform.runtime)).delivered).toBe(1);
    expect(await heard()).toEqual(['heard one']);
  });

  it('write down of a failed statement what names no member', async () => {
    hear = async (ctx) => void (await writeNote(ctx, 'refused'));
    await take('one');
    await drain(platform.runtime);
    expect(await states()).toEqual([{ state: 'PENDING', attempts: 1, crashes: 0, error: 'SQLSTATE 23514 in note.insert note_text_check' }]);
  });

  it('keep the order of one member and let others pass; what is parked holds nobody up', async () => {
    const [anna, ben] = [newUuid(), newUuid()];
    hear = async (ctx, { text }) => {
      if (text === 'anna 1') throw new Error('poison');
      await writeNote(ctx, `heard ${text}`);
    };
    for (const [text, member] of [['anna 1', anna], ['ben 1', ben], ['anna 2', anna], ['nobody', null], ['ben 2', ben]] as const) await take(text, member);
    await drain(platform.runtime);
    expect(await heard()).toEqual(['heard ben 1', 'heard nobody', 'heard ben 2']);
    for (let attempt = 2; attempt < MAX_ATTEMPTS; attempt++) {
      await makeDue();
      expect(await drain(platform.runtime)).toMatchObject({ delivered: 0, failures: [{ what: 'listener/hear' }] });
    }
    expect(await listParked(platform.runtime.relay)).toEqual([]);
    await makeDue();
    expect(await drain(platform.runtime)).toMatchObject({ delivered: 1, failures: [{ what: 'listener/hear' }] });
    expect(await heard()).toEqual(['heard ben 1', 'heard nobody', 'heard ben 2', 'heard anna 2']);
    expect(await listParked(platform.runtime.relay)).toMatchObject([{ queue: 'platform.delivery', brandId: shop.id, what: 'listener/hear', attempts: 8, lastError: 'Error: poison' }]);
    expect(await workFigures(platform.runtime.relay)).toMatchObject({ deliveries: { pending: 0, parked: 1, oldestSeconds: 0 }, dispatchLagSeconds: 0 });
    hear = async (ctx, { text }) => void (await writeNote(ctx, `heard ${text}`));
    expect(await retryParked(platform.runtime.relay, DELIVERIES)).toBe(1);
    expect((await drain(platform.runtime)).delivered).toBe(1);
    expect((await heard()).at(-1)).toBe('heard anna 1');
  });

  it('are dropped when the module was switched off in between', async () => {
    await take('one');
    await dispatch(platform.runtime);
    await shop.disable('listener');
    await drain(platform.runtime);
    expect(await heard()).toEqual([]);
    expect(await states()).toEqual([{ state: 'SKIPPED', attempts: 1, crashes: 0, error: null }]);
    await shop.enable('listener');
  });

  it('are left to processes that know the handler', async () => {
    await take('one');
    await dispatch(platform.runtime);
    expect(await drain(platform.node([noteModule()]))).toMatchObject({ delivered: 0, failures: [] });
    expect((await drain(platform.runtime)).delivered).toBe(1);
  });

  it('take effect once when a second process takes over one that is still at it', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    hear = async (ctx, { text }) => {
      await writeNote(ctx, `heard ${text}`);
      await held;
    };
    await take('one');
    await dispatch(platform.runtime);
    const { runtime } = platform;
    const [first] = await claimDeliveries(runtime, 1, 1);
    const slow = deliver(runtime, first!, 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    // As if worker 1 had been taken for gone: its claim is no longer its own.
    const taken = deliver(runtime, { ...first!, attempts: 2 }, 2);
    release();
    expect(await Promise.all([slow, taken])).toEqual([{ state: 'DONE' }, { state: 'LOST' }]);
    expect(await heard()).toEqual(['heard one']);
  });

  it('come back from a process that is gone, and are parked when they ended three of them', async () => {
    await take('killer');
    await dispatch(platform.runtime);
    const { runtime } = platform;
    for (let crash = 1; crash <= MAX_CRASHES; crash++) {
      const presence = await Presence.announce(runtime.relay, runtime.logger, () => undefined);
      await makeDue();
      expect(await claimDeliveries(runtime, presence.key, 1)).toHaveLength(1);
      expect(await releaseOrphans(runtime.relay, DELIVERIES)).toBe(0);
      await presence.end();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await releaseOrphans(runtime.relay, DELIVERIES)).toBe(1);
    }
    expect(await states()).toEqual([{ state: 'PARKED', attempts: 3, crashes: 3, error: 'The process ended during the try' }]);
    expect(await heard()).toEqual([]);
  });

  it('that ran when a process ended are claimed apart from all others', async () => {
    const { runtime } = platform;
    await take('one');
    await take('two');
    await dispatch(runtime);
    const presence = await Presence.announce(runtime.relay, runtime.logger, () => undefined);
    const [ran] = await claimDeliveries(runtime, presence.key, 1, 'UNSUSPECTED');
    await presence.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await releaseOrphans(runtime.relay, DELIVERIES)).toBe(1);
    await makeDue();
    const others = await claimDeliveries(runtime, 1, 8, 'UNSUSPECTED');
    const suspects = await claimDeliveries(runtime, 1, 8, 'SUSPECT');
    expect([others.length, others.some(({ event_id }) => event_id === ran?.event_id), suspects.map(({ event_id }) => event_id)]).toEqual([1, false, [ran?.event_id]]);
  });

  it('are shared among brands: one brand\'s backlog leaves room for another', async () => {
    const other = await platform.brand({ plugins: ['listener'] });
    await shop.context(async (ctx) => {
      for (let note = 0; note < 50; note++) await takeNote(ctx, `busy ${note}`);
    });
    await other.context((ctx) => takeNote(ctx, 'quiet'));
    await dispatch(platform.runtime);
    const claimed = await claimDeliveries(platform.runtime, 1, 8);
    expect(claimed.map(({ brand_id }) => (brand_id === other.id ? 'quiet' : 'busy')).sort()).toEqual(['busy', 'busy', 'busy', 'busy', 'quiet']);
  });
});
