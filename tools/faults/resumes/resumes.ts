import { type FaultStage, kept, type Outcome } from '../outcome';
import { KillableGateway } from '../processes/killable-gateway';
import { Tills } from '../tills';
import { isSoWithin } from '../wait';
import { CutFollower } from './cut-follower';
import { gapsOf, judge, readTruth } from './judge';

const SOCKETS = 20;
const TILLS = 4; // no more than the followers keep up with: the run ends when they have heard enough
const KILLS = 10;
const CUT_EVERY = 300; // ms
const PATIENCE = 60_000; // ms until everybody has caught up
const STALLED = 300_000; // ms without anything new after which nothing will come

/** Apps whose sockets are cut all the time, over `events` events at two gateways of which one is killed again and again. */
export async function resumeSockets({ appUrl, relayUrl, databaseUrl, shop }: FaultStage, events: number): Promise<Outcome> {
  const gateways = [new KillableGateway({ appUrl, relayUrl, port: 0 }), new KillableGateway({ appUrl, relayUrl, port: 0 })] as const;
  await Promise.all(gateways.map((gateway) => gateway.start()));
  // Every fourth follows a member, the others the whole brand.
  const followers = Array.from({ length: SOCKETS }, (_, index) => new CutFollower(gateways, shop.token, index % 4 === 3 ? (shop.memberIds[index] as string) : null, CUT_EVERY));
  const following = followers.map((follower, index) => follower.run(index));
  const tills = new Tills(gateways, shop, 'S');
  const selling = tills.run(TILLS);
  await reach(SOCKETS, () => followers.filter(({ told }) => told.length > 0).length);
  for (const follower of followers) follower.startCutting();
  const [furthest] = followers as [CutFollower];
  const kills = Math.min(KILLS, Math.ceil(events / 1_000));
  for (let kill = 1; kill <= kills; kill++) {
    await reach((events * kill) / (kills + 1), () => furthest.told.length);
    await gateways[1].kill();
    await gateways[1].start();
  }
  await reach(events, () => furthest.told.length);
  tills.stop();
  await selling;
  for (const follower of followers) follower.stopCutting();
  const truth = await readTruth(databaseUrl, shop.brandId);
  const lastFor = (memberId: string | null) => truth.log.findLast((event) => memberId === null || event.memberId === memberId)?.id;
  await isSoWithin(PATIENCE, () => followers.every(({ told, memberId }) => told.at(-1)?.id === lastFor(memberId)));
  for (const follower of followers) follower.stop();
  await Promise.all(following);
  await Promise.all(gateways.map((gateway) => gateway.kill()));
  const cuts = followers.reduce((sum, follower) => sum + follower.cuts, 0);
  const told = followers.reduce((sum, follower) => sum + follower.told.length, 0);
  const refusals = followers.flatMap((follower) => follower.refusals);
  return {
    figures: [`${kills} kills of one of 2 gateways, ${SOCKETS} sockets cut ${cuts} times: ${furthest.told.length} events, told ${told} times`, ...refusals.slice(0, 3), ...gapsOf(followers, truth)],
    findings: [...judge(followers, truth), { promise: 'no subscription is refused', violations: refusals.length }, kept('sockets were cut', cuts > 0)],
    acknowledged: tills.acknowledged,
  };
}

/** Waits until a count is there; a run in which it stands still, as when resuming is broken, must end. */
async function reach(goal: number, count: () => number): Promise<void> {
  while (count() < goal) {
    const before = count();
    if (!(await isSoWithin(STALLED, () => count() > before))) throw new Error('Followers are told nothing any more');
  }
}
