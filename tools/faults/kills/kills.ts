import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultStage, kept, type Outcome } from '../outcome';
import { KillableGateway } from '../processes/killable-gateway';
import { Tills } from '../tills';

const TILLS = 16;
const BETWEEN_KILLS = 400; // ms of load before the next death

/** Two gateways, of which one or the other is killed; tills that never stop. */
export async function killGateways({ appUrl, relayUrl, shop }: FaultStage, kills: number): Promise<Outcome> {
  const gateways = [new KillableGateway({ appUrl, relayUrl, port: 0 }), new KillableGateway({ appUrl, relayUrl, port: 0 })];
  await Promise.all(gateways.map((gateway) => gateway.start()));
  const tills = new Tills(gateways, shop, 'F');
  const selling = tills.run(TILLS);
  for (let kill = 0; kill < kills; kill++) {
    await sleep(BETWEEN_KILLS);
    const victim = gateways[kill % 2] as KillableGateway;
    await victim.kill();
    await victim.start();
  }
  tills.stop();
  await selling;
  await Promise.all(gateways.map((gateway) => gateway.kill()));
  const { acknowledged, resent } = tills;
  return {
    figures: [`${kills} kills of 2 gateways, ${TILLS} tills: ${acknowledged.length} orders acknowledged, ${resent} sent again for want of an answer`],
    findings: [kept('orders were taken', acknowledged.length > 0)],
    acknowledged,
  };
}
