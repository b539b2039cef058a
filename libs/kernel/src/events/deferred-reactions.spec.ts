import { type Context, defineMoment, during } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { listenerModule, noteModule, writeNote } from '../../test/note-module';
import { drain } from '../worker/drain';

interface Change {
  readonly text: string;
  readonly amount: bigint;
  readonly seen?: 'anew';
}

/** What JSON kept of a change is enough to read it anew. */
const NoteChanged = defineMoment<Change>('note.changed', async (_, batch) => batch.filter(({ text }) => text !== 'withdrawn').map(({ text, amount }) => ({ text, amount: BigInt(amount), seen: 'anew' as const })));

let react: (ctx: Context, batch: readonly Change[]) => Promise<void>;
const modules = [noteModule(), listenerModule({ reactions: [during(NoteChanged, 'answer', (ctx, batch) => react(ctx, batch))] })];

describe('deferred reactions', () => {
  let platform: TestPlatform;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform(modules);
    shop = await platform.brand({ plugins: ['listener'] });
  });
  afterAll(() => platform.stop());
  beforeEach(() => platform.owner.query('TRUNCATE platform.deferred_reaction, note.note'));

  const texts = async (): Promise<string[]> => (await platform.rows<{ text: string }>('SELECT text FROM note.note ORDER BY id')).map(({ text }) => text);
  const states = (): Promise<unknown[]> => platform.rows('SELECT state, attempts FROM platform.deferred_reaction');
  const breakOnce = (): void => {
    react = async () => {
      react = async (ctx, batch) => {
        for (const { text, amount, seen } of batch) await writeNote(ctx, `${text} ${amount + 1n} ${seen}`);
      };
      throw new Error('broken');
    };
  };
  const change = (text: string): Promise<void> => shop.context(async (ctx) => {
    await writeNote(ctx, text);
    await ctx.react(NoteChanged, [{ text, amount: 41n }]);
  });

  it('run later, over what the batch is about by then, and once', async () => {
    breakOnce();
    await change('order');
    expect(await texts()).toEqual(['order']);
    expect(await states()).toEqual([{ state: 'PENDING', attempts: 0 }]);
    expect(await drain(platform.runtime)).toEqual({ delivered: 0, reacted: 1, failures: [] });
    expect(await drain(platform.runtime)).toEqual({ delivered: 0, reacted: 0, failures: [] });
    expect(await texts()).toEqual(['order', 'order 42 anew']);
    expect(await states()).toEqual([{ state: 'DONE', attempts: 1 }]);
  });

  it('do not run for what is gone by then', async () => {
    breakOnce();
    await change('withdrawn');
    expect((await drain(platform.runtime)).reacted).toBe(1);
    expect(await texts()).toEqual(['withdrawn']);
  });

  it('are tried again when they fail again', async () => {
    react = async () => {
      throw new Error('still broken');
    };
    await change('order');
    expect((await drain(platform.runtime)).failures).toEqual([{ what: 'listener.answer', error: new Error('still broken') }]);
    expect(await states()).toEqual([{ state: 'PENDING', attempts: 1 }]);
    expect(await texts()).toEqual(['order']);
  });

  it('are dropped when the module was switched off in between', async () => {
    breakOnce();
    await change('order');
    await shop.disable('listener');
    await drain(platform.runtime);
    expect(await states()).toEqual([{ state: 'SKIPPED', attempts: 1 }]);
    expect(await texts()).toEqual(['order']);
    await shop.enable('listener');
  });
});
