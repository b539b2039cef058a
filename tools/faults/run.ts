import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { modules, plans } from '@regulars/gateway/installation';
import { createCredential, createPlatform, ensurePlans, ensureRoles, masterKey, migrate, urlAs } from '@regulars/kernel';
import { readId } from '@regulars/plugin-sdk';
import { pino } from 'pino';
import { auditInvariants, auditOrders } from './books';
import { GatewayProcess } from './gateway-process';
import { Tills } from './tills';

const TILLS = 16;
const MEMBERS = 40;
const BETWEEN_KILLS = 400; // ms of load before the next death

interface Setup {
  readonly databaseUrl: string;
  readonly kills: number;
}

const permissions = modules.flatMap((module) => Object.values(module.permissions ?? {}));

async function call<T>(url: string, token: string, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string }[] };
  if (!data || errors) throw new Error(`Setting up failed: ${errors?.map(({ message }) => message).join('; ') ?? response.status}`);
  return data;
}

/** A brand with a rule, and the members who buy; answers a till's token. */
async function setUpShop(url: string, databaseUrl: string): Promise<{ token: string; memberIds: string[] }> {
  const operator = await createCredential(databaseUrl, { audience: 'platform', kind: 'platform', name: 'faults', brandId: null, permissions });
  const { brandCreate } = await call<{ brandCreate: { brand: { id: string } } }>(`${url}/platform/graphql`, operator.token,
    'mutation ($input: BrandCreateInput!, $key: String!) { brandCreate(input: $input, idempotencyKey: $key) { brand { id } } }',
    { input: { code: 'faults', name: 'Faults', timeZone: 'Europe/London', currency: 'GBP', region: 'GB', planCode: plans[0]?.code, ownerEmail: 'owner@faults.example' }, key: randomUUID() });
  const { token } = await createCredential(databaseUrl, { audience: 'staff', kind: 'integration', name: 'till', brandId: readId('brd', brandCreate.brand.id), permissions });
  const graphql = `${url}/graphql`;
  const { earnRuleCreate } = await call<{ earnRuleCreate: { rule: { id: string } } }>(graphql, token, 'mutation { earnRuleCreate(input: { code: "SPEND", name: "1 per pound", kind: PER_AMOUNT, points: 1, amount: "1.00" }) { rule { id } } }');
  await call(graphql, token, 'mutation ($id: ID!, $at: DateTime) { earnRuleActivate(id: $id, at: $at) { rule { id } } }', { id: earnRuleCreate.rule.id, at: '2020-01-01T00:00:00Z' });
  const memberIds: string[] = [];
  for (let index = 0; index < MEMBERS; index++) {
    const { memberJoin } = await call<{ memberJoin: { member: { id: string } } }>(graphql, token, 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } } }', { input: { name: `Member ${index}` , externalId: { source: 'till', id: String(index) } }, key: randomUUID() });
    memberIds.push(memberJoin.member.id);
  }
  return { token, memberIds };
}

async function main({ databaseUrl, kills }: Setup): Promise<boolean> {
  const password = randomBytes(16).toString('hex');
  await ensureRoles(databaseUrl, { app: password, relay: password });
  await migrate(databaseUrl, modules);
  await ensurePlans(databaseUrl, plans);
  const setup = { appUrl: urlAs(databaseUrl, 'regulars_app', password), relayUrl: urlAs(databaseUrl, 'regulars_relay', password), port: 0 };
  const gateways = [new GatewayProcess(setup), new GatewayProcess(setup)];
  await Promise.all(gateways.map((gateway) => gateway.start()));
  const { token, memberIds } = await setUpShop(gateways[0]?.url as string, databaseUrl);

  const tills = new Tills(gateways, token, memberIds);
  const selling = tills.run(TILLS);
  for (let kill = 0; kill < kills; kill++) {
    await sleep(BETWEEN_KILLS);
    const victim = gateways[kill % 2] as GatewayProcess;
    await victim.kill();
    await victim.start();
  }
  tills.stop();
  await selling;
  const platform = createPlatform({ modules, ...setup, masterKey: masterKey(Buffer.alloc(32, 7)), logger: pino({ level: 'fatal' }) });
  const findings = [...await auditOrders(databaseUrl, tills.acknowledged), ...await auditInvariants(platform)];
  await platform.stop();
  await Promise.all(gateways.map((gateway) => gateway.kill()));

  process.stdout.write(`${kills} kills of 2 gateways, ${TILLS} tills: ${tills.acknowledged.length} orders acknowledged, ${tills.resent} sent again for want of an answer\n`);
  for (const { promise, violations } of findings) process.stdout.write(`  ${violations === 0 ? 'ok    ' : 'BROKEN'} ${promise}${violations === 0 ? '' : `: ${violations}`}\n`);
  return findings.every(({ violations }) => violations === 0) && tills.acknowledged.length > 0;
}

main(JSON.parse(process.env.REGULARS_FAULTS ?? '{}') as Setup).then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
