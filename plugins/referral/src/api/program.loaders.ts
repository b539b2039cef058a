import { type Context, defineLoader, Direction, type ListDefinition, oneForEach } from '@regulars/plugin-sdk';
import { PROGRAM_COLUMNS, type ProgramRow, PROGRAMS, programsById } from '../data/program.statements';
import { programOf } from '../domain/program';
import { programObject, type ReferralProgram } from './program.type';

/** The newest first: ids sort by the time they were made. */
export const programList: ListDefinition<ProgramRow, ReferralProgram> = {
  name: 'referral.programs',
  select: PROGRAM_COLUMNS,
  from: PROGRAMS,
  id: { expression: 'p.id', type: 'uuid', direction: Direction.DESC },
  toItem: (row) => programObject(programOf(row)),
};

export async function loadPrograms(ctx: Context, ids: readonly string[]): Promise<(ReferralProgram | null)[]> {
  return oneForEach(ids, (await ctx.sql(programsById(ids))).map((row) => programObject(programOf(row))), ({ program }) => program.id);
}

/** By uuid. */
export const programById = defineLoader<string, ReferralProgram | null>(loadPrograms);
