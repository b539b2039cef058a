import { type Context, defineMoment, during } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { listenerModule, noteModule, writeNote } from '../../test/note-module';
import { claimDeferred } from './deferred-reactions';
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

  it('are claimed one at a time of a module and brand, and those that ran when a process ended apart', async () => {
    const other = await platform.brand({ plugins: ['listener'] });
    const put = async ({ id }: TestShop, crashes = 0): Promise<string> => (await platform.rows<{ id: string }>(
      `INSERT INTO platform.deferred_reaction (brand_id, module, reaction, moment, batch, crashes) VALUES ($1, 'listener', 'answer', 'note.changed', '[]', $2) RETURNING id`, [id, crashes]))[0]!.id;
    const [first, second, elsewhere, suspect] = [await put(shop), await put(shop), await put(other), await put(other, 1)];
    const claim = async (suspicion: 'SUSPECT' | 'UNSUSPECTED' = 'UNSUSPECTED') => (await claimDeferred(platform.runtime, 7, 4, suspicion)).map(({ id }) => id);
    const done = (id: string) => platform.rows(`UPDATE platform.deferred_reaction SET state = 'DONE', claimed_by = NULL WHERE id = $1`, [id]);
    expect([await claim(), await claim(), await claim('SUSPECT')]).toEqual([[first, elsewhere], [], []]);
    await done(first);
    expect([await claim(), await claim()]).toEqual([[second], []]);
    await done(elsewhere);
    expect([await claim(), await claim('SUSPECT')]).toEqual([[], [suspect]]);
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
