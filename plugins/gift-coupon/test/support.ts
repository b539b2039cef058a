import { newUuid } from '@regulars/plugin-sdk';
import type { TestCaller } from '@regulars/testing';
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
