import { defineLoader, type InputPath, manyForEach, newUuid, type Problems } from '@regulars/plugin-sdk';
import { type ConsentRow, consentsOfMembers } from '../data/consent.statements';
import { ConsentPurpose } from '../enums';
import { readText } from './profile';
import { say } from './texts';

export interface ConsentAnswer {
  readonly purpose: `${ConsentPurpose}`;
  /** LINE, SMS, EMAIL …, in upper case. */
  readonly channel: string;
  readonly granted: boolean;
}

/** Through what an answer reached us. */
export type ConsentSource = 'JOIN' | 'IMPORT' | 'MERGE' | 'MEMBER' | 'STAFF';

const MAX_CHANNEL = 40;

export function readConsents(answers: readonly ConsentAnswer[] | null | undefined, path: InputPath, problems: Problems): ConsentAnswer[] {
  const latest = new Map<string, ConsentAnswer>();
  for (const [index, answer] of (answers ?? []).entries()) {
    const channel = readText(answer.channel, MAX_CHANNEL, say.notAChannel, `${String(path)}.${index}.channel`, problems)?.toUpperCase() ?? '';
    latest.set(`${answer.purpose}:${channel}`, { purpose: answer.purpose, channel, granted: answer.granted });
  }
  return [...latest.values()];
}

const GRANTED: Readonly<Record<string, boolean>> = { yes: true, true: true, y: true, '1': true, no: false, false: false, n: false, '0': false };
const PURPOSES = new Set<string>(Object.values(ConsentPurpose));

/** Reads `MARKETING:LINE:yes;PROFILING:EMAIL:no`; null when it is not written so. */
export function parseConsents(text: string): ConsentAnswer[] | null {
  const latest = new Map<string, ConsentAnswer>();
  for (const part of text.split(';').map((piece) => piece.trim()).filter((piece) => piece !== '')) {
    const [purpose = '', channel = '', granted = '', ...rest] = part.split(':').map((piece) => piece.trim());
    const answer = GRANTED[granted.toLowerCase()];
    if (!PURPOSES.has(purpose.toUpperCase()) || channel === '' || channel.length > MAX_CHANNEL || answer === undefined || rest.length > 0) return null;
    const read = { purpose: purpose.toUpperCase() as ConsentPurpose, channel: channel.toUpperCase(), granted: answer };
    latest.set(`${read.purpose}:${read.channel}`, read);
  }
  return [...latest.values()];
}

/** The rows of new answers, as the statements take them. */
export const consentRows = (memberId: string, answers: readonly ConsentAnswer[], source: ConsentSource): object[] =>
  answers.map((answer) => ({ id: newUuid(), member_id: memberId, ...answer, source }));

/** What counts now, one answer for each purpose and channel. */
export const consentsOf = defineLoader<string, readonly ConsentRow[]>(async (ctx, memberIds) =>
  manyForEach(memberIds, await ctx.sql(consentsOfMembers(memberIds)), (consent) => consent.member_id),
);
