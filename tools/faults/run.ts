import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules, plans } from '@regulars/gateway/installation';
import { createPlatform, ensurePlans, ensureRoles, keyFromFile, migrate, urlAs } from '@regulars/kernel';
import { pino } from 'pino';
import { runProgram } from '../programs/program';
import { auditInvariants, auditOrders } from './books';
import { killGateways } from './kills/kills';
import { killUnanswered } from './kills/unanswered';
import { breakLinks } from './links/links';
import { type FaultStage, type Finding, lineOf, type Outcome } from './outcome';
import { pauseDatabase } from './pauses/pauses';
import { GatewayService } from './processes/gateway-service';
import { resumeSockets } from './resumes/resumes';
import { rollGateways } from './rolls/rolls';
import { setUpShop } from './shop';

/** What is done how often; 0 leaves it out. */
interface Setup {
  readonly databaseUrl: string;
  /** For the key file. */
  readonly folder: string;
  readonly kills: number;
  /** Kills of a gateway that has committed and not answered. */
  readonly unanswered: number;
  readonly rolls: number;
  /** Seconds for which the database stands still. */
  readonly pause: number;
  /** Events over which sockets are cut and resumed. */
  readonly resumes: number;
  /** Seconds for which links to the database are broken in each way. */
  readonly links: number;
}

const PASSWORD = 'faults';

async function setUp({ databaseUrl, folder }: Setup): Promise<FaultStage> {
  await ensureRoles(databaseUrl, { app: PASSWORD, relay: PASSWORD });
  await migrate(databaseUrl, modules);
  await ensurePlans(databaseUrl, plans);
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
  const stage = { databaseUrl, appUrl: urlAs(databaseUrl, 'regulars_app', PASSWORD), relayUrl: urlAs(databaseUrl, 'regulars_relay', PASSWORD), keyFile };
  const gateway = new GatewayService(stage);
  const shop = await setUpShop(await gateway.start(), databaseUrl);
  await gateway.kill();
  return { ...stage, shop };
}

async function main(setup: Setup): Promise<boolean> {
  const stage = await setUp(setup);
  const runs: readonly (readonly [number, (size: number) => Promise<Outcome>])[] = [
    [setup.kills, (kills) => killGateways(stage, kills)],
    [setup.unanswered, (kills) => killUnanswered(stage, kills)],
    [setup.rolls, (rolls) => rollGateways(stage, rolls)],
    [setup.pause, (seconds) => pauseDatabase(stage, seconds)],
    [setup.resumes, (events) => resumeSockets(stage, events)],
    [setup.links, (seconds) => breakLinks(stage, seconds)],
  ];
  const outcomes: Outcome[] = [];
  for (const [size, run] of runs) {
    if (size === 0) continue;
    const outcome = await run(size);
    outcomes.push(outcome);
    print(outcome.figures, outcome.findings);
  }
  const platform = createPlatform({ modules, ...stage, masterKey: keyFromFile(stage.keyFile), logger: pino({ level: 'fatal' }) });
  const books = [...await auditOrders(stage.databaseUrl, outcomes.flatMap(({ acknowledged }) => acknowledged)), ...await auditInvariants(platform)];
  await platform.stop();
  print(['The books after all of it'], books);
  return [...books, ...outcomes.flatMap(({ findings }) => findings)].every(({ violations }) => violations === 0);
}

function print(figures: readonly string[], findings: readonly Finding[]): void {
  for (const line of [...figures, ...findings.map(lineOf)]) process.stdout.write(`${line}\n`);
}

runProgram(main);
