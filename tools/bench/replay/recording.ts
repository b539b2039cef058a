import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer } from '../process/peer';
import type { RecordedStatement } from './record';

export type Recording = readonly RecordedStatement[];

/** What the kernel does beside operations: it reads who calls and what a brand has, now and then, and notes who was shown whom. */
const ASIDE = new Set(['platform.credential', 'platform.brand', 'platform.write-accesses']);
const SETTLING = 100; // ms until the snapshot of the answered operation has ended too

/** The statements of one operation, run once. Warm caches are the caller's business. */
export async function recordOperation<T>(gateway: Peer, operate: () => Promise<T>): Promise<{ readonly answer: T; readonly recording: Recording }> {
  await gateway.ask('recordStatements');
  const answer = await operate();
  await sleep(SETTLING);
  const units = await gateway.ask<readonly Recording[]>('recordedStatements');
  const [recording, ...others] = units.filter((unit) => !unit.some(({ name }) => name !== null && ASIDE.has(name)));
  if (!recording || others.length > 0) throw new Error(`One operation was recorded as ${others.length + (recording ? 1 : 0)} units of work`);
  return { answer, recording };
}

/** Round trips until the answer: the snapshot's end comes after it. */
export const flushesOf = (recording: Recording): number => new Set(recording.filter(({ text }) => text !== 'ROLLBACK').map(({ flush }) => flush)).size;
