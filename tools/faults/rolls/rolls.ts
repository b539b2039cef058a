import { setTimeout as sleep } from 'node:timers/promises';
import { Callers } from '../callers';
import { queryAsOwner } from '../../postgres/query-as-owner';
import { newestCursor } from '../database';
import { type FaultStage, kept, type Outcome } from '../outcome';
import { type Ending, GatewayService } from '../processes/gateway-service';
import { isSoWithin } from '../wait';
import { Balancer } from './balancer';
import { ReturningFollower } from './returning-follower';

const LOAD = { tills: 8, readers: 4 };
const FOLLOWERS = 20;
const BETWEEN_ROLLS = 500; // ms of load on both
const CATCH_UP = 30_000; // ms
/** From SIGTERM to the end of the process, by how often it is done: a few rolls are the short form, for machines that are busy. */
const mostDrain = (rolls: number): number => (rolls >= 10 ? 10_000 : 20_000);
/** Tells clients to come back at once. */
const SERVICE_RESTART = 1012;

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

/** Which builds are rolled. */
export interface Builds {
  /** The folder of what is started: two at first, then one in each roll. Undefined: this build. */
  rootOf(start: number): string | undefined;
  /** What is done under load before a roll, from 0. */
  before(roll: number): Promise<void>;
}

const THIS_BUILD: Builds = { rootOf: () => undefined, before: () => Promise.resolve() };

/** Two gateways behind a balancer, each replaced in turn, as a deployment does; callers who never send anything twice. */
export async function rollGateways(stage: FaultStage, rolls: number, builds = THIS_BUILD): Promise<Outcome> {
  const { shop, databaseUrl } = stage;
  const balancer = new Balancer();
  const url = await balancer.listen();
  const gateways = [new GatewayService(stage), new GatewayService(stage)];
  await Promise.all(gateways.map((gateway, start) => takeUp(balancer, gateway, builds.rootOf(start))));
  const start = await newestCursor(databaseUrl, shop.brandId);
  const followers = Array.from({ length: FOLLOWERS }, () => new ReturningFollower(url, shop.token, start));
  const callers = new Callers(url, shop, 'R');
  const calling = callers.run(LOAD);
  const drains: Ending[] = [];
  for (let roll = 0; roll < rolls; roll++) {
    await sleep(BETWEEN_ROLLS);
    await builds.before(roll);
    drains.push(await replace(balancer, gateways[roll % 2] as GatewayService, builds.rootOf(gateways.length + roll)));
  }
  await sleep(BETWEEN_ROLLS);
  callers.stop();
  await calling;
  const written = await eventsAfter(databaseUrl, shop.brandId, start);
  await isSoWithin(CATCH_UP, () => followers.every(({ told }) => told.length >= written.length));
  for (const follower of followers) follower.stop();
  await Promise.all(gateways.map((gateway) => gateway.kill()));
  balancer.stop();
  return outcomeOf({ rolls, callers, followers, written, drains });
}

/** Puts a new process in its place once the balancer has seen the old one drain and end. */
async function replace(balancer: Balancer, gateway: GatewayService, root?: string): Promise<Ending> {
  const old = gateway.url as string;
  const drain = await gateway.stop();
  balancer.remove(old);
  await takeUp(balancer, gateway, root);
  return drain;
}

async function takeUp(balancer: Balancer, gateway: GatewayService, root?: string): Promise<void> {
  const url = await gateway.start(root);
  balancer.add(url);
  while (!balancer.isReady(url)) await sleep(20);
}

interface Seen {
  readonly rolls: number;
  readonly callers: Callers;
  readonly followers: readonly ReturningFollower[];
  readonly written: readonly string[];
  readonly drains: readonly Ending[];
}

function outcomeOf({ rolls, callers, followers, written, drains }: Seen): Outcome {
  const { acknowledged, queries, failures, slowest } = callers;
  const longest = Math.max(0, ...drains.map(({ took }) => took));
  const codes = followers.flatMap((follower) => follower.codes);
  const problems = [...failures.slice(0, 5), ...followers.flatMap((follower) => follower.problems).slice(0, 5)];
  const all = written.join();
  return {
    acknowledged,
    figures: [
      `${rolls} rolls of 2 gateways behind a balancer: ${acknowledged.length} orders and ${queries} queries answered, ${failures.length} failed; slowest ${seconds(slowest)}, longest drain ${seconds(longest)}`,
      `${followers.length} sockets were sent away ${codes.length} times and told ${written.length} events each`,
      ...problems.map((problem) => `  ${problem}`),
    ],
    findings: [
      { promise: 'no request failed while gateways were replaced', violations: failures.length + (acknowledged.length > 0 && queries > 0 ? 0 : 1) },
      { promise: `a gateway drained within ${seconds(mostDrain(rolls))} and ended in order`, violations: drains.filter(({ took, code }) => took > mostDrain(rolls) || code !== 0).length },
      { promise: 'sockets were closed with the code to come back, each socket of a gateway once', violations: codes.filter((code) => code !== SERVICE_RESTART).length + (codes.length >= rolls ? 0 : 1) },
      { promise: 'no follower missed an event, got one twice or out of order', violations: followers.filter(({ told }) => told.join() !== all).length + (written.length > 0 ? 0 : 1) },
      kept('followers were told nothing but events', followers.every((follower) => follower.problems.length === 0)),
    ],
  };
}

/** Cursors of what happened after one, in the order of the log. */
async function eventsAfter(databaseUrl: string, brandId: string, cursor: string): Promise<string[]> {
  const events = await queryAsOwner<{ cursor: string }>(databaseUrl, `SELECT xid || '.' || id AS cursor FROM platform.event e WHERE brand_id = $1 AND member_id IS NOT NULL AND (e.xid, e.id) > ($2::xid8, $3::uuid) ORDER BY e.xid, e.id`, [brandId, ...cursor.split('.')]);
  return events.map((event) => event.cursor);
}
