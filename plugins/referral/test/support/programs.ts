import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller } from '@regulars/testing';
import { BIND, CREATE, JOIN, LINK, PUBLISH } from './documents';

export const POINTS = { kind: 'points', spec: { points: 50 } };
export const JOIN_RULE = { key: 'join', on: 'JOIN', reward: POINTS };

export const programInput = (code: string, more: object = {}): object => ({ code, name: `Program ${code}`, target: 'https://shop.example/join', startsAt: '2025-01-01T00:00:00Z', rules: [JOIN_RULE], ...more });

/** A live program; its public id. */
export async function liveProgram(staff: TestCaller, code: string, more: object = {}): Promise<string> {
  const { program } = await staff.one(CREATE, { input: programInput(code, more) });
  await staff.ok(PUBLISH, { id: program.id });
  return program.id as string;
}

/** A member; its public id. */
export async function join(staff: TestCaller, more: object = {}): Promise<string> {
  const key = newUuid();
  return (await staff.one(JOIN, { input: { externalId: { source: 'spec', id: key }, ...more }, key })).member.id as string;
}

/** The code of a member's link. */
export const codeOf = async (staff: TestCaller, programId: string, memberId: string): Promise<string> =>
  (await staff.one(LINK, { programId, memberId, key: newUuid() })).link.code as string;

/** A friend whom a member brings; their public id. */
export const bring = async (staff: TestCaller, programId: string, referrerId: string, more: object = {}): Promise<string> =>
  join(staff, { recruitmentLink: await codeOf(staff, programId, referrerId), ...more });

/** Codes and paths of what a mutation refused. */
export const refusals = ({ data }: { readonly data?: Data }): string[] =>
  ((Object.values(data as object)[0] as Data).userErrors as Data[]).map(({ code, path }) => `${code} ${(path as string[]).join('.')}`);

export const bind = async (staff: TestCaller, memberId: string, code: string): Promise<string[]> => refusals(await staff.run(BIND, { memberId, code, key: newUuid() }));
