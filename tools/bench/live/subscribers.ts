import { setTimeout as sleep } from 'node:timers/promises';
import { answerCommands } from '../process/commands';
import { CountingSubscriber, type Subscription } from './subscriber';

/** Subscribers of one server, known by a name. */
export interface Opening {
  readonly name: string;
  readonly count: number;
  readonly url: string;
  readonly graphql: { readonly token: string; readonly query: string } | null;
  /** Half of them ask for what came after it as well; null: none. */
  readonly cursor: string | null;
}

export interface Arrival {
  readonly deliveries: number;
  /** From the first frame to the last. */
  readonly seconds: number;
}

interface Group {
  readonly members: CountingSubscriber[];
  deliveries: number;
  firstAt: number;
  lastAt: number;
}

const AT_ONCE = 50;
const PATIENCE = 60_000;
const groups = new Map<string, Group>();

const groupOf = (name: string): Group => {
  const group = groups.get(name);
  if (!group) throw new Error(`Nobody subscribed as ${name}`);
  return group;
};

async function open({ name, count, url, graphql, cursor }: Opening): Promise<void> {
  const group: Group = { members: [], deliveries: 0, firstAt: 0, lastAt: 0 };
  groups.set(name, group);
  const onCounted = (): void => {
    group.lastAt = performance.now();
    if (group.deliveries++ === 0) group.firstAt = group.lastAt;
  };
  while (group.members.length < count) {
    const some = Array.from({ length: AT_ONCE }, (_, index) => {
      const variables = cursor !== null && index % 2 === 0 ? { after: cursor } : {};
      const subscription: Subscription = { url, graphql: graphql && { ...graphql, variables } };
      return new CountingSubscriber(subscription, onCounted);
    });
    group.members.push(...some);
    await Promise.all(some.map(({ subscribed }) => subscribed));
  }
}

/** Waits until so many frames came in all; throws when more came, or they were something else. */
async function arrive({ name, deliveries }: { readonly name: string; readonly deliveries: number }): Promise<Arrival> {
  const group = groupOf(name);
  const until = performance.now() + PATIENCE;
  while (group.deliveries < deliveries && performance.now() < until) await sleep(5);
  const failed = group.members.find(({ failure }) => failure !== null);
  if (failed) throw new Error(`A subscriber failed: ${failed.failure}`);
  if (group.deliveries !== deliveries) throw new Error(`${group.deliveries} frames came instead of ${deliveries}`);
  return { deliveries, seconds: (group.lastAt - group.firstAt) / 1_000 };
}

/** Every subscriber got as many since `begin`; answers how many. */
function fewestAndMost(name: string): readonly [number, number] {
  const counts = groupOf(name).members.map(({ count }) => count);
  return [Math.min(...counts), Math.max(...counts)];
}

/** Counts from zero. */
function begin(name: string): void {
  const group = groupOf(name);
  group.deliveries = 0;
  for (const member of group.members) member.count = 0;
}

const frameOf = (name: string): string => groupOf(name).members.find(({ lastFrame }) => lastFrame !== '')?.lastFrame ?? '';

answerCommands({ open, arrive, begin, fewestAndMost, frameOf });
