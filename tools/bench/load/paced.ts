import { setTimeout as sleep } from 'node:timers/promises';
import { answerCommands } from '../process/commands';
import { HttpConnection } from './http-client';

/** One question asked so often, if the machine is up to it. */
export interface PacedLoad {
  readonly url: string;
  readonly token: string;
  readonly milliseconds: number;
  readonly perSecond: number;
  readonly body: string;
}

export interface PacedDone {
  readonly answered: number;
  /** Told that the budget is spent. */
  readonly refused: number;
  /** ms from when the question was due, of what was answered. */
  readonly p99: number;
}

const CLIENTS = 16;

async function run({ url, token, milliseconds, perSecond, body }: PacedLoad): Promise<PacedDone> {
  const connections = Array.from({ length: CLIENTS }, () => new HttpConnection(new URL(url), { authorization: `Bearer ${token}` }));
  const times: number[] = [];
  let refused = 0;
  const began = performance.now();
  const end = began + milliseconds;
  const ask = async (connection: HttpConnection, index: number): Promise<void> => {
    for (let due = began + (index * 1_000) / perSecond; due < end && performance.now() < end; due += (CLIENTS * 1_000) / perSecond) {
      await sleep(Math.max(0, due - performance.now()));
      const { status, body: text } = await connection.post(body);
      if (text.includes('"RATE_LIMITED"')) refused++;
      else if (status !== 200 || text.includes('"errors":')) throw new Error(`${url} answered ${status}: ${text.slice(0, 300)}`);
      else times.push(performance.now() - due);
    }
  };
  try {
    await Promise.all(connections.map(ask));
  } finally {
    for (const connection of connections) connection.close();
  }
  times.sort((a, b) => a - b);
  return { answered: times.length, refused, p99: times[Math.min(times.length - 1, Math.floor(times.length * 0.99))] ?? 0 };
}

answerCommands({ run });
