/** A worker as a process of its own, which sends a broadcast until somebody kills it. */
import { createPlatform, masterKey, startWorker } from '@regulars/kernel';
import { pino } from 'pino';
import { setupOf } from '../programs/program';
import { MODULES } from './modules';
import type { WorkerSetup } from './worker-process';

const runtime = createPlatform({ modules: MODULES, ...setupOf<WorkerSetup>(), masterKey: masterKey(Buffer.alloc(32, 7)), logger: pino({ level: 'silent' }) });
void startWorker(runtime).then(() => process.send?.('ready'));
