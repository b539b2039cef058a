import { FaultyLink } from '@regulars/testing';
import { queryAsOwner } from '../../postgres/query-as-owner';
import { counts, type FaultStage, type Outcome } from '../outcome';
import { KillableGateway } from '../processes/killable-gateway';
import { type Asked, AskedInTurn, isAnswerTo } from './asked';

/** What came of one mutation whose gateway died between its effect and its answer. */
interface Replayed {
  readonly asked: Asked;
  /** What the gateway that died still said; null as it should be. */
  readonly said: string | null;
  /** Effects when it was dead and nobody had asked again, and at the end. */
  readonly effects: readonly [number, number];
  /** What the same request was answered by the other gateway, and by the one that came back. */
  readonly answers: readonly [string, string];
}

/** The database says COMMIT, and the gateway that should hear it is dead: the caller sends the same again, to either gateway. */
export async function killUnanswered(stage: FaultStage, kills: number): Promise<Outcome> {
  const link = await FaultyLink.to(stage.appUrl);
  const setup = { appUrl: link.through(stage.appUrl), relayUrl: stage.relayUrl, port: 0 };
  const gateways = [new KillableGateway(setup), new KillableGateway(setup)] as const;
  await Promise.all(gateways.map((gateway) => gateway.start()));
  const turns = new AskedInTurn(stage.shop);
  const replayed: Replayed[] = [];
  for (let kill = 0; kill < kills; kill++) {
    // Each gateway dies of either mutation.
    const [victim, other] = kill % 4 < 2 ? gateways : [gateways[1], gateways[0]];
    replayed.push(await killOnCommit(stage, link, turns.next(), { victim, other }));
  }
  await Promise.all(gateways.map((gateway) => gateway.kill()));
  await link.stop();
  return outcomeOf(replayed);
}

async function killOnCommit(stage: FaultStage, link: FaultyLink, asked: Asked, { victim, other }: Readonly<Record<'victim' | 'other', KillableGateway>>): Promise<Replayed> {
  const post = (gateway: KillableGateway): Promise<string> => postTo(`${gateway.url}/graphql`, stage.shop.token, asked.body);
  const count = async (): Promise<number> => (await queryAsOwner<{ effects: number }>(stage.databaseUrl, asked.effects, [asked.value]))[0]?.effects ?? 0;
  const committed = link.interceptCommitOf(asked.key);
  const saying = post(victim).catch(() => null);
  await committed;
  await victim.kill();
  const stood = await count();
  const [first, said] = await Promise.all([post(other), saying, victim.start()]);
  const answers = [first, await post(victim)] as const;
  return { asked, said, effects: [stood, await count()], answers };
}

/** What is answered, without what it cost. */
async function postTo(url: string, token: string, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  return JSON.stringify(errors ?? data);
}

function outcomeOf(replayed: readonly Replayed[]): Outcome {
  const wrong = replayed.filter(({ asked, answers: [first, second] }) => first !== second || !isAnswerTo(asked, first));
  return {
    acknowledged: replayed.flatMap(({ asked }) => asked.order ?? []),
    figures: [
      `${replayed.length} gateways killed when the database had said COMMIT and the caller had not been told; each order or grant sent again, twice`,
      ...wrong.slice(0, 3).map(({ answers }) => `  ${answers.join(' | ')}`),
    ],
    findings: [
      counts('the gateway that was killed had told nobody', replayed.filter(({ said }) => said !== null).length),
      counts('what was committed stood once, before it was asked again and after', replayed.filter(({ effects: [stood, stands] }) => stood !== 1 || stands !== 1).length),
      counts('both gateways answered as the first would have', wrong.length),
    ],
  };
}
