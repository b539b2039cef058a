import { type Context, type Invariant, statement } from '@regulars/plugin-sdk';
import type { Runtime } from '../runtime';
import { systemScope } from '../worker/scope';
import { examine, type Finding, invariantsOf } from './examine';

export interface Verified {
  readonly invariant: Invariant;
  readonly findings: readonly Finding[];
}

/** Reading everything takes as long as it takes. */
const patience = statement<never>('platform.books-patience', `SET LOCAL statement_timeout = 0`);

/** Examines everything a brand has under every invariant, in one snapshot. */
export function verifyBrand(runtime: Runtime, brandId: string): Promise<readonly Verified[]> {
  return runtime.transaction(systemScope(brandId, 'platform/books', { readOnly: true }), async (ctx) => {
    await ctx.sql(patience());
    return verifyIn(ctx, invariantsOf(runtime.registry, ctx.brand.modules));
  });
}

async function verifyIn(ctx: Context, invariants: readonly Invariant[]): Promise<readonly Verified[]> {
  const verified: Verified[] = [];
  for (const invariant of invariants) verified.push({ invariant, findings: await examine(ctx, invariant, null) });
  return verified;
}

/** Verifies every brand of the installation, one after the other; tells of each brand as it is done. */
export async function verifyBooks(runtime: Runtime, tell: (brand: { readonly id: string; readonly code: string }, verified: readonly Verified[]) => void): Promise<number> {
  const { rows } = await runtime.relay.query<{ id: string; code: string }>('SELECT id, code FROM platform.brand ORDER BY code');
  let violations = 0;
  for (const brand of rows) {
    const verified = await verifyBrand(runtime, brand.id);
    violations += verified.reduce((sum, { findings }) => sum + findings.length, 0);
    tell(brand, verified);
  }
  return violations;
}
