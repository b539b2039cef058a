import { randomUUID } from 'node:crypto';
import { modules, plans } from '@regulars/gateway/installation';
import { createCredential } from '@regulars/kernel';
import { readId } from '@regulars/plugin-sdk';
import { call } from './call';

const MEMBERS = 80;
const AT_ONCE = 8;

const permissions = modules.flatMap((module) => Object.values(module.permissions ?? {}));

/** A brand with a rule, and its members who buy. */
export interface FaultShop {
  readonly brandId: string;
  /** A till's. */
  readonly token: string;
  readonly memberIds: readonly string[];
}

/** @param url of a gateway; @param databaseUrl as the owner */
export async function setUpShop(url: string, databaseUrl: string): Promise<FaultShop> {
  const operator = await createCredential(databaseUrl, { audience: 'platform', kind: 'platform', name: 'faults', brandId: null, permissions });
  const { brandCreate } = await call<{ brandCreate: { brand: { id: string } } }>(`${url}/platform/graphql`, operator.token,
    'mutation ($input: BrandCreateInput!, $key: String!) { brandCreate(input: $input, idempotencyKey: $key) { brand { id } } }',
    { input: { code: 'faults', name: 'Faults', timeZone: 'Europe/London', currency: 'GBP', region: 'GB', planCode: plans[0]?.code, ownerEmail: 'owner@faults.example' }, key: randomUUID() });
  const brandId = readId('brd', brandCreate.brand.id) as string;
  const { token } = await createCredential(databaseUrl, { audience: 'staff', kind: 'integration', name: 'till', brandId, permissions });
  const graphql = `${url}/graphql`;
  const { earnRuleCreate } = await call<{ earnRuleCreate: { rule: { id: string } } }>(graphql, token, 'mutation { earnRuleCreate(input: { code: "SPEND", name: "1 per pound", kind: PER_AMOUNT, points: 1, amount: "1.00" }) { rule { id } } }');
  await call(graphql, token, 'mutation ($id: ID!, $at: DateTime) { earnRuleActivate(id: $id, at: $at) { rule { id } } }', { id: earnRuleCreate.rule.id, at: '2020-01-01T00:00:00Z' });
  const memberIds: string[] = [];
  for (let from = 0; from < MEMBERS; from += AT_ONCE) memberIds.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => join(graphql, token, from + index)))));
  return { brandId, token, memberIds };
}

async function join(graphql: string, token: string, index: number): Promise<string> {
  const query = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } } }';
  const { memberJoin } = await call<{ memberJoin: { member: { id: string } } }>(graphql, token, query, { input: { name: `Member ${index}`, externalId: { source: 'till', id: String(index) } }, key: randomUUID() });
  return memberJoin.member.id;
}
