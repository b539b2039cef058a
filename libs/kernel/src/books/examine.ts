import type { Context, Invariant } from '@regulars/plugin-sdk';
import type { Registry } from '../registry';
import { platformInvariants } from './platform-invariants';

export interface Finding {
  readonly invariant: string;
  readonly subject: string;
  readonly problem: string;
}

/** Of one invariant: who breaks more than that breaks everything, and the first will do to find the cause. */
const MOST_FINDINGS = 1_000;

/** The invariants that hold for a brand with these modules. */
export function invariantsOf(registry: Registry, enabled: ReadonlySet<string>): readonly Invariant[] {
  return [...platformInvariants, ...registry.modules.filter(({ id }) => enabled.has(id)).flatMap(({ invariants = [] }) => invariants)];
}

/** What breaks an invariant among these of its subjects; null looks at all of them. */
export async function examine(ctx: Pick<Context, 'sql'>, invariant: Invariant, ids: readonly string[] | null): Promise<Finding[]> {
  const rows = await ctx.sql<Finding>({
    // Without a name it is planned for the very ids it is given: a plan for any would read whole tables.
    name: '',
    text: `SELECT DISTINCT ON (found.subject) found.subject, found.problem FROM (${invariant.violations}) AS found (subject, problem) ORDER BY found.subject, found.problem LIMIT ${MOST_FINDINGS}`,
    values: invariant.of === undefined ? [] : [ids],
  });
  return rows.map(({ subject, problem }) => ({ invariant: invariant.id, subject, problem }));
}
