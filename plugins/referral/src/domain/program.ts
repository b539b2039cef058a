import { type Context, readId } from '@regulars/plugin-sdk';
import { allPrograms, allRules, type ProgramRow } from '../data/program.statements';
import type { ProgramRules, ProgramTerms, ReferralRule } from '../data/program-terms';
import { PROGRAM_PREFIX } from './ids';

export interface Program extends ProgramTerms {
  /** uuid */
  readonly id: string;
  readonly code: string;
  readonly state: ProgramRow['state'];
  /** Of its rules. */
  readonly version: number;
  readonly rules: ProgramRules;
}

export const programOf = ({ id, code, state, version, terms, rules }: ProgramRow): Program => ({ ...terms, id, code, state, version, rules });

/** The brand's programs, with their rules of all versions. */
export interface Programs {
  /** In the order they were made. */
  readonly all: readonly Program[];
  byId(id: string): Program | null;
  /** By code, or by public id. */
  named(name: string): Program | null;
  /** As they stand in that version. */
  rulesOf(programId: string, version: number): readonly ReferralRule[];
}

export const programsOf = (ctx: Context): Promise<Programs> =>
  ctx.cached('referral.programs', async (reading) => {
    const [rows, versions] = await Promise.all([reading.sql(allPrograms()), reading.sql(allRules())]);
    const all = rows.map(programOf);
    const byId = new Map(all.map((program) => [program.id, program]));
    const byCode = new Map(all.map((program) => [program.code, program]));
    const rules = new Map(versions.map((row) => [`${row.program_id}/${row.version}`, row.rules.rules]));
    return {
      all,
      byId: (id) => byId.get(id) ?? null,
      named: (name) => byCode.get(name) ?? byId.get(readId(PROGRAM_PREFIX, name) ?? '') ?? null,
      rulesOf: (programId, version) => rules.get(`${programId}/${version}`) ?? [],
    };
  });

/** Links are made, and friends brought. */
export const isOpen = ({ state, startsAt, endsAt }: Program, at: Date): boolean =>
  state === 'LIVE' && Date.parse(startsAt) <= at.getTime() && (endsAt === null || at.getTime() < Date.parse(endsAt));
