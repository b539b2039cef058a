import { on } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { listenerModule, NoteTaken, noteModule, takeNote } from '../../test/note-module';
import { dispatch, hasUndispatched } from './dispatcher';

const silent = async (): Promise<void> => undefined;
const modules = [
  noteModule({ handlers: [on(NoteTaken, 'count', silent)] }),
  listenerModule({ handlers: [on(NoteTaken, 'hear', silent), on(NoteTaken, 'repeat', silent)] }),
];

describe('the dispatcher', () => {
  let platform: TestPlatform;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform(modules);
    shop = await platform.brand();
  });
  afterAll(() => platform.stop());
  beforeEach(async () => {
    while ((await dispatch(platform.runtime)).events > 0);
    await platform.owner.query('TRUNCATE platform.delivery');
  });

  const deliveries = (): Promise<{ handler: string; count: number }[]> =>
    platform.rows('SELECT handler, count(*)::int AS count FROM platform.delivery GROUP BY handler ORDER BY handler');

  it('writes a delivery for each handler of the modules the brand has enabled', async () => {
    await shop.context((ctx) => takeNote(ctx, 'one'));
    expect(await dispatch(platform.runtime)).toEqual({ events: 1, deliveries: 1, tapped: 0, more: false });
    expect(await deliveries()).toEqual([{ handler: 'note/count', count: 1 }]);
    await shop.enable('listener');
    await shop.context((ctx) => takeNote(ctx, 'two'));
    expect(await dispatch(platform.runtime)).toEqual({ events: 1, deliveries: 3, tapped: 0, more: false });
    expect(await deliveries()).toEqual([{ handler: 'listener/hear', count: 1 }, { handler: 'listener/repeat', count: 1 }, { handler: 'note/count', count: 2 }]);
    await shop.disable('listener');
  });

  it('passes over what a handler does not want', async () => {
    const choosy = noteModule({
      handlers: [
        on(NoteTaken, 'short', silent, { when: ({ text }) => text.length < 4 }),
        on(NoteTaken, 'broken', silent, { when: () => { throw new Error('cannot say'); } }),
      ],
    });
    const node = platform.node([choosy, modules[1] as (typeof modules)[1]]);
    await shop.context(async (ctx) => {
      await takeNote(ctx, 'one');
      await takeNote(ctx, 'three');
    });
    expect((await dispatch(node)).deliveries).toBe(3);
    expect(await deliveries()).toEqual([{ handler: 'note/broken', count: 2 }, { handler: 'note/short', count: 1 }]);
  });

  it('knows of a plugin that another process switched on a moment ago', async () => {
    const node = platform.node();
    expect((await node.brand(shop.id)).modules).toEqual(new Set(['note']));
    await shop.enable('listener');
    await shop.context((ctx) => takeNote(ctx, 'one'));
    expect((await dispatch(node)).deliveries).toBe(3);
    await shop.disable('listener');
  });

  it('doubles nothing and loses nothing when four dispatch at once', async () => {
    const nodes = [platform.node(), platform.node(), platform.node(), platform.node()];
    for (let note = 0; note < 40; note++) await shop.context(async (ctx) => {
      for (let part = 0; part < 30; part++) await takeNote(ctx, `${note}.${part}`);
    });
    const totals = await Promise.all(nodes.map(async (node) => {
      let read = 0;
      while (await hasUndispatched(node)) read += (await dispatch(node)).events;
      return read;
    }));
    expect(totals.reduce((sum, read) => sum + read, 0)).toBe(1_200);
    expect(await deliveries()).toEqual([{ handler: 'note/count', count: 1_200 }]);
  });

  it('reads nothing of what was rolled back', async () => {
    await expect(shop.context(async (ctx) => {
      await takeNote(ctx, 'one');
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(await dispatch(platform.runtime)).toEqual({ events: 0, deliveries: 0, tapped: 0, more: false });
    expect(await hasUndispatched(platform.runtime)).toBe(false);
  });

  it('moves on past events nobody handles', async () => {
    await platform.owner.query(`INSERT INTO platform.event (brand_id, name, payload, actor, at) VALUES ($1, 'note.ignored', '{}', 'spec', now())`, [shop.id]);
    expect(await dispatch(platform.runtime)).toEqual({ events: 1, deliveries: 0, tapped: 0, more: false });
    expect(await dispatch(platform.runtime)).toEqual({ events: 0, deliveries: 0, tapped: 0, more: false });
  });
});
