import { checkEnd, type Context, isWebAddress, Problems, readCode, readCount, readName, WHOLE_BP } from '@regulars/plugin-sdk';
import type { Acknowledgement, ProgramRules, ProgramTerms } from '../data/program-terms';
import { ReferralAcknowledgementNeededError } from '../errors';
import { readRules, type RuleDraft } from './read-rules';

export interface ProgramDraft {
  readonly code: string;
  readonly name: string;
  readonly target: string;
  readonly startsAt: Date;
  readonly endsAt?: Date | null;
  readonly maxDepth: number;
  readonly maxShareBp: number;
  readonly acknowledgement?: string | null;
  readonly rules: readonly RuleDraft[];
}

const MAX_NAME = 100;
const MAX_REFERENCE = 200;
/** No chain is paid further. */
export const MAX_DEPTH = 5;

export interface ReadProgram {
  readonly code: string;
  readonly terms: ProgramTerms;
  readonly rules: ProgramRules;
}

/** Checks a draft; rejects with everything that is wrong at once. `before`: who acknowledged the law for what stands so far. */
export function readProgram(ctx: Context, draft: ProgramDraft, before: Acknowledgement | null): ReadProgram {
  const problems = new Problems();
  const code = readCode(draft.code.trim(), 'input.code', problems);
  checkEnd(draft, 'input.endsAt', problems);
  if (!isWebAddress(draft.target)) problems.add('input.target', { en: 'Give an http or https address.', 'zh-TW': '請輸入 http 或 https 網址。' });
  const terms: ProgramTerms = { name: readName(draft.name, MAX_NAME, 'input.name', problems), target: draft.target, startsAt: draft.startsAt.toISOString(), endsAt: draft.endsAt?.toISOString() ?? null };
  const maxDepth = readCount(draft.maxDepth, 1, MAX_DEPTH, 'input.maxDepth', problems) ?? 1;
  const maxShareBp = readCount(draft.maxShareBp, 0, WHOLE_BP, 'input.maxShareBp', problems) ?? 0;
  const rules = readRules(ctx, draft.rules, { maxDepth, maxShareBp }, problems);
  const acknowledgement = readAcknowledgement(ctx, draft.acknowledgement ?? null, before, problems);
  if (acknowledgement === null && rules.some(({ level }) => level > 1)) problems.push(new ReferralAcknowledgementNeededError(SAY_ACKNOWLEDGE, 'input.acknowledgement'));
  problems.throwIfAny();
  return { code, terms, rules: { maxDepth, maxShareBp, acknowledgement, rules } };
}

const SAY_ACKNOWLEDGE = {
  en: 'Paying beyond the first level may be multi-level marketing, which is filed with the authorities before it begins: give the reference of the filing, or of the advice that none is needed.',
  'zh-TW': '第二層以上的獎勵可能構成多層次傳銷,須事先向主管機關報備:請填寫報備文號,或法律意見之依據。',
};

function readAcknowledgement(ctx: Context, text: string | null, before: Acknowledgement | null, problems: Problems): Acknowledgement | null {
  if (text === null) return null;
  const reference = readName(text, MAX_REFERENCE, 'input.acknowledgement', problems);
  return reference === before?.reference ? before : { reference, by: `${ctx.actor.kind}:${ctx.actor.id}`, at: ctx.now.toISOString() };
}
