import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller } from '@regulars/testing';
import { ACTIVATE, CREATE, ISSUE, JOIN } from './documents';

/** A template of ten per cent, usable for a week, unless said otherwise. */
export const templateInput = (code: string, more: object = {}): object => ({
  code, name: `Template ${code}`, purpose: 'THANKS', benefit: { kind: 'PERCENT', percent: '10' }, validity: { daysAfterIssue: 7 }, ...more,
});

/** A live template; its public id. */
export async function liveTemplate(staff: TestCaller, code: string, more: object = {}): Promise<string> {
  const { template } = await staff.one(CREATE, { input: templateInput(code, more) });
  await staff.ok(ACTIVATE, { id: template.id });
  return template.id as string;
}

/** A member; its public id. */
export async function join(staff: TestCaller, more: object = {}): Promise<string> {
  const key = newUuid();
  return (await staff.one(JOIN, { input: { externalId: { source: 'spec', id: key }, ...more }, key })).member.id as string;
}

export interface Given {
  readonly id: string;
  readonly code: string;
}

export const give = async (staff: TestCaller, templateId: string, memberId: string): Promise<Given> =>
  (await staff.one(ISSUE, { templateId, memberIds: [memberId], key: newUuid() })).coupons[0] as Given;

/** A minute after the clocks of test brands begin. */
export const PLACED = '2026-01-05T04:01:00Z';

/** Two teas and a cake, for 200, at the till. */
export const basketOf = (externalId: string, more: object = {}): object => ({
  source: 'pos', externalId, placedAt: PLACED,
  lines: [{ number: 1, sku: 'TEA', category: 'HOT', quantity: 2, unitPrice: '60' }, { number: 2, sku: 'CAKE', quantity: 1, unitPrice: '80' }], ...more,
});

/** As a till does: with the same key again, until there is an answer. A busy machine may have no connection for it in time. */
export async function ask(caller: TestCaller, document: string, variables: object): Promise<Data> {
  const key = newUuid();
  for (;;) {
    const { data } = await caller.run(document, { ...variables, key });
    if (data) return Object.values(data)[0] as Data;
    await sleep(5);
  }
}
