import type { PlatformRuntime, Scope } from '@regulars/kernel';
import { actorOf, type BrandPatch, type Context, newUuid, type NewBrand, Platform, statement } from '@regulars/plugin-sdk';

export interface BrandOptions extends Partial<Omit<NewBrand, 'planCode'>>, Pick<BrandPatch, 'locales'> {
  /** Plugins to enable; default none. */
  readonly plugins?: readonly string[];
  /** What the brand's plan grants: by default every installed plugin, without limits. */
  readonly plan?: {
    readonly plugins?: readonly string[];
    /** Module to limit to number. */
    readonly limits?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}

/** A Monday at noon in Taipei. */
export const CLOCK_START = new Date('2026-01-05T04:00:00Z');

/** Who runs the installation. */
export const OPERATOR: Scope = {
  brandId: null,
  audience: 'platform',
  actor: actorOf({ kind: 'platform', id: '00000000-0000-4000-8000-000000000001', name: 'operator' }),
};

const insertPlan = statement<never, [string, string, readonly string[], string]>('testing.insert-plan', `
  INSERT INTO platform.plan (code, name, plugins, limits) VALUES ($1, $2, $3, $4::jsonb)`);

/** A brand with a plan of its own: a sandbox in Taipei whose clock begins at `CLOCK_START`, unless told otherwise. Answers its id. */
export function createBrand(runtime: PlatformRuntime, code: string, options: BrandOptions): Promise<string> {
  const { plan, plugins: _, locales: __, ...given } = options;
  const sandbox = given.sandbox ?? true;
  const brand: NewBrand = {
    code, name: `Brand ${code}`, timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW', dayStartsAt: 0, sandbox,
    clockStartsAt: sandbox ? CLOCK_START : null, ...given, planCode: `plan-of-${given.code ?? code}`,
  };
  const granted = plan?.plugins ?? runtime.registry.modules.filter((module) => !module.core).map(({ id }) => id);
  return runtime.transaction(OPERATOR, async (ctx: Context) => {
    await ctx.sql(insertPlan(brand.planCode, `Plan of ${brand.name}`, granted, JSON.stringify(plan?.limits ?? {})));
    return ctx.use(Platform).createBrand(brand);
  });
}

const foundOrganisation = statement<never, [id: string]>('testing.found-organisation', `
  INSERT INTO platform.organisation (id, code, name) VALUES ($1::uuid, 'group-' || $1, 'Group ' || $1)`);
const joinOrganisation = statement<never, [organisationId: string, brandId: string, partnerId: string]>('testing.join-organisation', `
  UPDATE platform.brand SET organisation_id = coalesce((SELECT organisation_id FROM platform.brand WHERE id = $2), $1) WHERE id IN ($2, $3)`);

/** Puts a brand under one roof with another: that one's, or a new one. */
export async function unite(runtime: PlatformRuntime, brandId: string, partnerId: string): Promise<void> {
  const id = newUuid();
  await runtime.transaction(OPERATOR, async (ctx) => {
    await ctx.sql(foundOrganisation(id));
    await ctx.sql(joinOrganisation(id, brandId, partnerId));
  });
}
