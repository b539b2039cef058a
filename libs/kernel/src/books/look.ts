import type { Context, Invariant } from '@regulars/plugin-sdk';
import { describeFault } from '../worker/faults';
import type { Runtime } from '../runtime';
import { systemScope } from '../worker/scope';
import { examine, type Finding, invariantsOf } from './examine';
import { type Sight, takeSight } from './sight';

/** What one look at a brand has seen. */
export interface Look {
  readonly sight: Sight;
  /** Only those that could be examined. */
  readonly examined: readonly Invariant[];
  readonly findings: readonly Finding[];
}

const WATCH = 'platform/books';

/** Those that every minute looks at. */
export const watched = (runtime: Pick<Runtime, 'registry'>, modules: ReadonlySet<string>): readonly Invariant[] => invariantsOf(runtime.registry, modules).filter(({ scans }) => !scans);

/** Everything in one snapshot. */
export async function lookIn(ctx: Context, invariants: readonly Invariant[]): Promise<Look> {
  const sight = await takeSight(ctx, invariants);
  const findings = await Promise.all(invariants.map((invariant) => examine(ctx, invariant, idsFor(invariant, sight))));
  return { sight, examined: invariants, findings: findings.flat() };
}

const idsFor = ({ of }: Invariant, sight: Sight): readonly string[] | null => (of === undefined ? null : (sight.ids.get(of) ?? []));

/** Looks at a brand; an invariant that cannot be examined (its statement fails or takes too long) does not hold up the others. */
export async function look(runtime: Runtime, brandId: string): Promise<Look> {
  const { modules } = await runtime.brand(brandId);
  const invariants = watched(runtime, modules);
  const reading = systemScope(brandId, WATCH, { readOnly: true });
  try {
    return await runtime.transaction(reading, (ctx) => lookIn(ctx, invariants));
  } catch {
    const sight = await runtime.transaction(reading, (ctx) => takeSight(ctx, invariants));
    const findings: Finding[] = [];
    const examined: Invariant[] = [];
    for (const invariant of invariants) {
      try {
        findings.push(...(await runtime.transaction(reading, (ctx) => examine(ctx, invariant, idsFor(invariant, sight)))));
        examined.push(invariant);
      } catch (error) {
        runtime.logger.error({ invariant: invariant.id, brand: brandId, fault: describeFault(error) }, 'an invariant could not be examined');
      }
    }
    return { sight, examined, findings };
  }
}
