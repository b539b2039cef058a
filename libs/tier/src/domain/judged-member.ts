import { type Judgement, judge } from './judging/fold';
import type { MemberCase } from './read-cases';
import type { Standing } from './standing';

/** A member, judged; nothing is written yet. */
export interface JudgedMember {
  readonly case: MemberCase;
  readonly judgement: Judgement;
}

export const judgeCase = (memberCase: MemberCase): JudgedMember => ({ case: memberCase, judgement: judge(memberCase.given) });

/** How the member stands on record. */
export const before = ({ case: { stored, given } }: JudgedMember): Standing => stored.at(-1) ?? given.start;

/** How the member stands by what was judged. */
export const after = ({ case: { given }, judgement }: JudgedMember): Standing => judgement.standings.at(-1) ?? given.start;

/** How the member stands just before an instant (ms), or with what happens at it. */
export function standingAt({ case: { given }, judgement }: { readonly case: Pick<MemberCase, 'given'>; readonly judgement: Judgement }, at: number, including: boolean): Standing {
  const begun = judgement.standings.filter(({ from }) => (including ? from <= at : from < at));
  return begun.at(-1) ?? given.start;
}
