/** A worker as a process of its own, for specs that kill it. Its handler writes a note; a task writes ten, one transaction each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineJob, defineTask, on, statement } from '@regulars/plugin-sdk';
import { pino } from 'pino';
import { masterKey } from '../src/keys';
import { createPlatform } from '../src/platform';
import { startWorker } from '../src/worker/start-worker';
import { NoteTaken, noteModule, writeNote } from './note-module';

const COUNT = statement<{ count: number }, [string]>('note.count', 'SELECT count(*)::int AS count FROM note.note WHERE text LIKE $1');

/** Goes on after a crash at any line: it looks how far it got. */
export const TenNotes = defineTask<{ text: string }>('note.ten', async (work, { text }) => {
  for (let written = 0; written < 10; ) {
    written = await work.transaction(async (ctx) => {
      const [row] = await ctx.sql(COUNT(`${text} part %`));
      if (row && row.count < 10) await writeNote(ctx, `${text} part ${row.count}`);
      return (row?.count ?? 0) + 1;
    });
    await sleep(20);
  }
});

/** What a handler does that is not well: it fails, never ends, or ends the process it runs in. */
async function act(text: string): Promise<void> {
  if (text.includes('throws')) throw new Error('poison');
  if (text.includes('hangs')) await new Promise(() => undefined);
  if (text.includes('kills')) process.kill(process.pid, 'SIGKILL');
  await sleep(1_000);
}

/** Jobs of one instant a year, each of which takes a moment. */
export const YEARLY = 10;
const yearly = Array.from({ length: YEARLY }, (_, index) => defineJob({
  id: `yearly-${index}`, cron: '0 12 1 3 *', run: async (ctx) => {
    await writeNote(ctx, `yearly ${ctx.now.getUTCFullYear()} ${index}`);
    await sleep(30);
  },
}));

/** The same as the handler below, as a task. */
export const Hear = defineTask<{ text: string }>('note.hear', async (work, { text }) => {
  if (text.startsWith('poison')) await act(text);
  await work.transaction(async (ctx) => {
    await writeNote(ctx, `heard ${text}`);
    await sleep(5);
  });
});

export const killableModule = noteModule({
  handlers: [on(NoteTaken, 'hear', async (ctx, { text }) => {
    if (text.startsWith('poison')) await act(text);
    await writeNote(ctx, `heard ${text}`);
    await sleep(5);
  })],
  jobs: [...yearly, defineJob({ id: 'minutely', cron: '* * * * *', run: async (ctx) => void (await writeNote(ctx, `minute ${ctx.now.toISOString().slice(0, 16)}`)) })],
  tasks: [TenNotes, Hear],
});

if (require.main === module) {
  const [appUrl, relayUrl] = [process.env.APP_URL ?? '', process.env.RELAY_URL ?? ''];
  const runtime = createPlatform({ modules: [killableModule], appUrl, relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger: pino({ level: 'silent' }) });
  void startWorker(runtime, { tasks: 4 }).then(() => process.stdout.write('ready\n'));
}
