/** A process whose code rejects where nobody waits, blocks, and throws where nobody catches; says what becomes of it. */
import { pino } from 'pino';
import { guardProcess } from '../src/worker/process-guard';
import { watchProcess } from '../src/worker/watchdog';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const logger = pino({ base: null, timestamp: false }, { write: (line) => say(line.trim()) });
guardProcess({ logger, onRejection: () => say('rejected'), stop: async () => say('stopped') });
watchProcess(logger, { onBlocked: (ms) => say(ms > 600 ? 'blocked' : 'hardly blocked') });

void Promise.reject(new Error('nobody waits'));
setTimeout(() => {
  say('alive');
  for (const end = performance.now() + 900; performance.now() < end; );
}, 20);
setTimeout(() => {
  throw new TypeError('nobody catches');
}, 1_500);
