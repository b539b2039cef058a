import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller } from '@regulars/testing';
import { CREATE, CREATE_CHALLENGE, DRAW, GRANT, JOIN, PUBLISH, PUBLISH_CHALLENGE } from './documents';

export const SINCE = '2025-01-01T00:00:00Z';

/** One car, points, and nothing in most cases. */
export const PRIZES = [
  { key: 'CAR', name: 'A car', kind: 'PHYSICAL', weight: 1, stock: 3 },
  { key: 'POINTS', name: '50 points', kind: 'REWARD', weight: 29, reward: { kind: 'points', spec: { points: 50 } } },
  { key: 'NONE', name: 'Nothing this time', kind: 'NOTHING', weight: 70 },
];

export const gameInput = (code: string, more: object = {}): object => ({ code, name: `Game ${code}`, form: 'WHEEL', totalWeight: 100, prizes: PRIZES, startsAt: SINCE, ...more });

/** A live game; its public id. */
export async function liveGame(staff: TestCaller, code: string, more: object = {}): Promise<string> {
  const { game } = await staff.one(CREATE, { input: gameInput(code, more) });
  await staff.ok(PUBLISH, { id: game.id });
  return game.id as string;
}

/** A member; its public id. */
export async function join(staff: TestCaller, more: object = {}): Promise<string> {
  const key = newUuid();
  return (await staff.one(JOIN, { input: { externalId: { source: 'spec', id: key }, ...more }, key })).member.id as string;
}

/** The public ids of chances by hand. */
export const grant = async (staff: TestCaller, gameId: string, memberId: string, chances = 1): Promise<string[]> =>
  ((await staff.one(GRANT, { gameId, memberId, chances, key: newUuid() })).chances as Data[]).map(({ id }) => id as string);

/** As a till does: with the same key again, until there is an answer. A busy machine may have no connection for it in time. */
export async function ask(caller: TestCaller, document: string, variables: object): Promise<Data> {
  const key = newUuid();
  for (;;) {
    const { data } = await caller.run(document, { ...variables, key });
    if (data) return Object.values(data)[0] as Data;
    await sleep(5);
  }
}

export const drawOf = (caller: TestCaller, gameId: string, memberId: string, more: object = {}): Promise<Data> => ask(caller, DRAW, { gameId, memberId, ...more });

export const stage = (key: string, goal: string, count: number, more: object = {}): object => ({ key, name: `Stage ${key}`, goal, count, rewards: [{ kind: 'points', spec: { points: 10 } }], ...more });

export const challengeInput = (code: string, stages: readonly object[], more: object = {}): object => ({ code, name: `Challenge ${code}`, startsAt: SINCE, stages, ...more });

/** A live challenge; its public id. */
export async function liveChallenge(staff: TestCaller, code: string, stages: readonly object[]): Promise<string> {
  const { challenge } = await staff.one(CREATE_CHALLENGE, { input: challengeInput(code, stages) });
  await staff.ok(PUBLISH_CHALLENGE, { id: challenge.id });
  return challenge.id as string;
}
