import { Aside, statement } from '@regulars/plugin-sdk';
import { noteModule, writeNote } from '../../test/note-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';

const texts = statement<{ text: string }, []>('note.texts', 'SELECT text FROM note.note ORDER BY id');
const insert = statement<never, []>('note.insert-aside', `INSERT INTO note.note (text) VALUES ('aside')`);

describe('reads aside', () => {
  let platform: TestPlatform;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform([noteModule()]);
    shop = await platform.brand();
    const other = await platform.brand();
    await shop.context((ctx) => writeNote(ctx, 'ours'));
    await other.context((ctx) => writeNote(ctx, 'theirs'));
  });
  afterAll(() => platform.stop());

  const taken = (): number => platform.runtime.app.totalCount - platform.runtime.app.idleCount;

  it('see what is committed in the caller\'s brand, and take no connection of a unit of work', async () => {
    await shop.context(async (ctx) => {
      expect(await ctx.use(Aside).sql(texts())).toEqual([{ text: 'ours' }]);
      expect(taken()).toBe(0);
      await writeNote(ctx, 'not yet');
      expect(await ctx.use(Aside).sql(texts())).toEqual([{ text: 'ours' }]);
      expect(taken()).toBe(1);
    });
    expect(await shop.read((ctx) => ctx.use(Aside).sql(texts()))).toEqual([{ text: 'ours' }, { text: 'not yet' }]);
  });

  it('write nothing', async () => {
    const before = await platform.rows('SELECT * FROM note.note ORDER BY id');
    await expect(shop.context((ctx) => ctx.use(Aside).sql(insert()))).rejects.toThrow('cannot execute INSERT in a read-only transaction');
    expect(await platform.rows('SELECT * FROM note.note ORDER BY id')).toEqual(before);
  });
});
