import { setTimeout as sleep } from 'node:timers/promises';
import { answerCommands } from '../process/commands';
import { HttpConnection } from './http-client';

/** Requests that are all sent at once, by turns to the gateways. */
export interface Crowd {
  readonly urls: readonly string[];
  readonly token: string;
  readonly bodies: readonly string[];
}

export interface CrowdDone {
  readonly done: number;
  /** How often each reason was told. */
  readonly refused: Readonly<Record<string, number>>;
  /** ms until the answer, by everybody. */
  readonly p50: number;
  readonly p99: number;
}

const PAUSE = 5; // ms

interface Answer {
  readonly data?: Readonly<Record<string, { readonly userErrors: readonly { readonly code: string; readonly reasons?: readonly { readonly code: string }[] }[] }>>;
}

/** As a till does: with the same key again, until there is an answer. */
async function ask(connection: HttpConnection, body: string): Promise<readonly string[]> {
  for (;;) {
    const { data } = JSON.parse((await connection.post(body)).body) as Answer;
    if (data) return Object.values(data).flatMap(({ userErrors }) => userErrors.flatMap(({ code, reasons }) => reasons?.map((reason) => reason.code) ?? [code]));
    await sleep(PAUSE);
  }
}

async function run({ urls, token, bodies }: Crowd): Promise<CrowdDone> {
  const connections = bodies.map((_, index) => new HttpConnection(new URL(urls[index % urls.length] as string), { authorization: `Bearer ${token}` }));
  const times: number[] = [];
  const refused: Record<string, number> = {};
  let done = 0;
  const began = performance.now();
  try {
    await Promise.all(connections.map(async (connection, index) => {
      const reasons = await ask(connection, bodies[index] as string);
      times.push(performance.now() - began);
      if (reasons.length === 0) done++;
      for (const reason of reasons) refused[reason] = (refused[reason] ?? 0) + 1;
    }));
  } finally {
    for (const connection of connections) connection.close();
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { done, refused, p50: at(0.5), p99: at(0.99) };
}

answerCommands({ run });
