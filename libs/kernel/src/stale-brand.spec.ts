import { takeNote, noteModule } from '../test/note-module';
import { createTestPlatform } from '../test/platform';

it('commits a unit of work once when the brand changed meanwhile and nothing in it was waited for', async () => {
  const platform = await createTestPlatform([noteModule()]);
  const shop = await platform.brand();
  await shop.context((ctx) => takeNote(ctx, 'warm'));
  await platform.owner.query('UPDATE platform.brand SET revision = revision + 1');
  await shop.context((ctx) => takeNote(ctx, 'one'));
  expect(await platform.rows(`SELECT text FROM note.note WHERE text = 'one'`)).toEqual([{ text: 'one' }]);
  await platform.stop();
});
