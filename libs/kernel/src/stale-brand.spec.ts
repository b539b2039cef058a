import { type Context, statement } from '@regulars/plugin-sdk';
import { takeNote, noteModule } from '../test/note-module';
import { createTestPlatform, type TestPlatform } from '../test/platform';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform([noteModule()]);
});
afterAll(() => platform.stop());

const changeBrand = (): Promise<unknown> => platform.owner.query('UPDATE platform.brand SET revision = revision + 1');

it('commits a unit of work once when the brand changed meanwhile and nothing in it was waited for', async () => {
  const shop = await platform.brand();
  await shop.context((ctx) => takeNote(ctx, 'warm'));
  await changeBrand();
  await shop.context((ctx) => takeNote(ctx, 'one'));
  expect(await platform.rows(`SELECT text FROM note.note WHERE text = 'one'`)).toEqual([{ text: 'one' }]);
});

it('refuses nothing by what it held of the brand before that changed, asked or not', async () => {
  const shop = await platform.brand();
  const NOTES = statement<{ count: number }>('spec.notes', 'SELECT count(*)::int AS count FROM note.note');
  const refuseUnless = (wanted: number) => async (ctx: Context): Promise<void> => {
    const [{ count }] = (await ctx.cached('spec.notes', (reading) => reading.sql(NOTES()))) as [{ count: number }];
    if (count !== wanted) throw new Error(`${count} notes`);
  };
  await shop.context(refuseUnless(0));
  await expect(shop.context(refuseUnless(1))).rejects.toThrow('0 notes');
  await shop.context((ctx) => takeNote(ctx, 'first'));
  await changeBrand();
  await shop.context(refuseUnless(1));
});
