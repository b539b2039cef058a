import type { Context } from '@regulars/plugin-sdk';
import { allPrograms, programById, type ProgramRow } from '../data/program.statements';
import { baseTier, type TierCondition, type TierDefinition, type TierProgram, type TierRule, type TierTerms, tierOfCode } from './program';

type Stored<T> = T extends bigint ? string : T extends readonly (infer I)[] ? readonly Stored<I>[] : T extends object ? { readonly [K in keyof T]: Stored<T[K]> } : T;
type StoredTerms = Stored<TierTerms>;

/** Terms as the database keeps them: amounts are texts, since JSON numbers are not exact. */
export const storeTerms = (terms: TierTerms): string =>
  JSON.stringify(terms, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

const readCondition = (stored: Stored<TierCondition>): TierCondition => ({ ...stored, atLeast: BigInt(stored.atLeast) }) as TierCondition;
const readRule = (stored: Stored<TierRule> | null): TierRule | null =>
  stored && { match: stored.match, conditions: stored.conditions.map(readCondition) };

export function readTerms(stored: unknown): TierTerms {
  const terms = stored as StoredTerms;
  const tiers = terms.tiers.map((tier) => ({
    ...tier,
    upgradeWhen: readRule(tier.upgradeWhen),
    renewWhen: readRule(tier.renewWhen),
  })) as TierDefinition[];
  return { ...terms, tiers } as TierTerms;
}

const programOf = (row: ProgramRow): TierProgram => ({
  ...readTerms(row.terms),
  id: row.id,
  version: row.version,
  state: row.state,
  activatedAt: row.activated_at,
  endedAt: row.ended_at,
});

/** A brand's programs, newest version first. */
export class Programs {
  constructor(readonly all: readonly TierProgram[]) {}

  get live(): TierProgram | null {
    return this.all.find((program) => program.state === 'LIVE') ?? null;
  }

  byId(id: string): TierProgram | null {
    return this.all.find((program) => program.id === id) ?? null;
  }

  /** The program in force at an instant; before the first one began, that one. */
  at(instant: Date): TierProgram | null {
    const begun = this.all.filter((program) => program.state !== 'DRAFT').sort((a, b) => startOf(b) - startOf(a));
    return begun.find((program) => startOf(program) <= instant.getTime() && instant.getTime() < endOf(program)) ?? begun.at(-1) ?? null;
  }

  /** The base tier at an instant: what a member has of whom nothing is recorded. */
  baseAt(instant: Date): TierDefinition | null {
    const program = this.at(instant);
    return program && baseTier(program);
  }

  /** A tier by its code: of that program, else of the newest one that has it. */
  tier(code: string, programId?: string | null): TierDefinition | null {
    const own = programId ? this.byId(programId) : null;
    const found = own && tierOfCode(own, code);
    if (found) return found;
    for (const program of this.all) {
      const tier = tierOfCode(program, code);
      if (tier) return tier;
    }
    return null;
  }
}

const startOf = (program: TierProgram): number => program.activatedAt?.getTime() ?? 0;
const endOf = (program: TierProgram): number => program.endedAt?.getTime() ?? Infinity;

/** Read once and kept until the brand's set-up changes. */
export const programsOf = (ctx: Context): Promise<Programs> =>
  ctx.cached('tier.programs', async () => new Programs((await ctx.sql(allPrograms())).map(programOf)));

/** As it stands in this transaction, or after the write that came before it. */
export async function readProgramRow(ctx: Context, id: string): Promise<TierProgram | null> {
  const [row] = await ctx.sql(programById(id));
  return row ? programOf(row) : null;
}
