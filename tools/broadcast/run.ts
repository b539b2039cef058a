import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform } from '@regulars/testing';
import { CUT_AFTER, status } from '../../test/fakes/faults';
import { FakeLine, lineUser } from '../../test/fakes/line';
import { counts, type Finding, kept, lineOf } from '../faults/outcome';
import { runProgram } from '../programs/program';
import { fillAudience, numbersTo, reasonOf } from './audience';
import { ceilingOf } from './ceiling';
import { MODULES } from './modules';
import { ProgressReader } from './progress';
import { WorkerProcess } from './worker-process';

interface Setup {
  readonly members: number;
  readonly kills: number;
  /** Percent of LINE's answers. */
  readonly errors: number;
}

const READ_EVERY = 500; // ms
const PATIENCE = 300_000; // ms without any progress

const ERRORS = 'userErrors { code message path }';
const CONNECT = `mutation ($credentials: JSON!) { messageChannelConnect(channel: "LINE", credentials: $credentials) { ${ERRORS} } }`;
const TEMPLATE = `mutation ($input: MessageTemplateInput!) { messageTemplateCreate(input: $input) { template { id } ${ERRORS} } }`;
const CREATE = `mutation ($input: MessageBroadcastInput!, $key: String!) { messageBroadcastCreate(input: $input, idempotencyKey: $key) { broadcast { id } ${ERRORS} } }`;
const SCHEDULE = `mutation ($id: ID!) { messageBroadcastSchedule(id: $id) { ${ERRORS} } }`;

async function openLine(errors: number): Promise<FakeLine> {
  const line = await new FakeLine().open();
  line.knowsEverybody = true;
  const kinds = [CUT_AFTER, status(500), status(429, { retryAfter: 1 })];
  // Each kind at least once, however short the run.
  if (errors > 0) line.faults.next(null, null, null, ...kinds); // behind what is asked about quotas
  line.faults.every(errors > 0 ? Math.max(1, Math.round(100 / errors)) : 0, ...kinds);
  return line;
}

async function prepare(staff: TestCaller, line: FakeLine): Promise<string> {
  await staff.ok(CONNECT, { credentials: { channelAccessToken: line.channelAccessToken, channelSecret: line.channelSecret } });
  const contents = [{ channel: 'LINE', language: 'en', parts: [{ name: 'text', text: 'Tea is half the price today.' }] }];
  const { template } = await staff.one(TEMPLATE, { input: { name: 'Tea', purpose: 'MARKETING', defaultLanguage: 'en', contents } });
  return (await staff.one(CREATE, { input: { name: 'Tea', templateId: template.id, channel: 'LINE' }, key: newUuid() })).broadcast.id;
}

async function killInBetween(line: FakeLine, worker: WorkerProcess, { reachable, kills }: { readonly reachable: number; readonly kills: number }, isOver: () => boolean): Promise<number> {
  let killed = 0;
  while (killed < kills && !isOver()) {
    if (line.used >= reachable * (killed + 1) / (kills + 1)) {
      await worker.kill();
      killed += 1;
      await worker.start();
    } else await sleep(2);
  }
  return killed;
}

/** Until it is done, or nothing happens any more. */
async function follow(progress: ProgressReader): Promise<void> {
  for (let since = performance.now(), waiting = Infinity; performance.now() - since < PATIENCE; await sleep(READ_EVERY)) {
    const now = await progress.read();
    if (now.state === 'DONE') return;
    if (now.waiting < waiting) [since, waiting] = [performance.now(), now.waiting];
  }
}

async function audit(platform: TestPlatform, line: FakeLine, members: number): Promise<Finding[]> {
  const rows = await platform.rows<{ number: string; state: string; reason: string | null }>('SELECT p.number, m.state, m.reason FROM messaging.message AS m JOIN member.member AS p USING (brand_id) WHERE p.id = m.member_id');
  const became = new Map(rows.map(({ number, state, reason }) => [number, reason ?? state]));
  const numbers = numbersTo(members);
  return [
    counts('whom it reaches is sent to', numbers.filter((number) => reasonOf(number) === null && line.countOf(lineUser(number)) === 0).length),
    counts('nobody is sent to twice', numbers.filter((number) => line.countOf(lineUser(number)) > 1).length),
    counts('nobody else is sent to', numbers.filter((number) => reasonOf(number) !== null && line.countOf(lineUser(number)) > 0).length),
    counts('of each it is written down what became of it, and why', numbers.filter((number) => became.get(`B${number}`) !== (reasonOf(number) ?? 'SENT')).length + Math.abs(rows.length - members)),
  ];
}

async function main({ members, kills, errors }: Setup): Promise<boolean> {
  const line = await openLine(errors);
  const platform = await createTestPlatform(MODULES);
  const shop = await platform.brand({ plugins: ['messaging'] });
  const staff = shop.everything();
  await fillAudience(shop, members);
  const id = await prepare(staff, line);
  const reachable = numbersTo(members).filter((number) => reasonOf(number) === null).length;
  const worker = new WorkerProcess(platform.database, line.url);
  const progress = new ProgressReader(staff, id);
  await worker.start();
  const began = performance.now();
  await staff.ok(SCHEDULE, { id });
  let isOver = false;
  const [killed] = await Promise.all([killInBetween(line, worker, { reachable, kills }, () => isOver), follow(progress).finally(() => (isOver = true))]);
  const seconds = (performance.now() - began) / 1_000;
  await worker.kill();
  const multicasts = new Map(line.received.filter(({ status: said, path }) => said !== 409 && path.endsWith('/multicast')).map(({ headers, body }) => [headers['x-line-retry-key'], body]));
  const ceiling = await ceilingOf([...multicasts.values()]);
  const answers = new Map<string | number, number>();
  for (const { status: said } of line.received) answers.set(said, (answers.get(said) ?? 0) + 1);
  const findings = [...await audit(platform, line, members), ...(await shop.violations()).map(({ invariant }) => kept(String(invariant), false)),
    counts('its progress never goes backwards', progress.faults), kept('it is done', progress.last.state === 'DONE'), counts('the worker is killed as often as it was to be', kills - killed)];
  const perSecond = reachable / seconds;
  for (const text of [
    `A broadcast to ${members} members, of whom ${reachable} can be reached; the worker killed ${killed} times`,
    `  LINE was asked ${line.requests} times and answered ${[...answers].map(([said, times]) => `${said} ${times} times`).join(', ')}; progress was read ${progress.reads} times`,
    `  ${seconds.toFixed(1)} s, ${perSecond.toFixed(0)} messages a second; the fake alone takes ${ceiling.toFixed(0)} (${(perSecond / ceiling * 100).toFixed(1)} %)`,
    ...findings.map(lineOf),
  ]) process.stdout.write(`${text}\n`);
  await Promise.all([platform.stop(), line.close()]);
  return findings.every(({ violations }) => violations === 0);
}

runProgram(main);
