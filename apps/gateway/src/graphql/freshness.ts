import type { PlatformRuntime, RequestContext } from '@regulars/kernel';
import type { Call } from './call';

/** How often a query is run again, each time on the brand as it is by then. */
export const MAX_RUNS = 3;

/**
 * Whether an answer was made from modules or settings the brand no longer has. Statements notice; an answer that
 * needed none (introspection, a field that does not exist) is only as fresh as what this process last heard, so the
 * brand is looked at before it leaves.
 */
export async function isOutdated(platform: PlatformRuntime, ctx: RequestContext, call: Call): Promise<boolean> {
  const { brandId } = ctx.scope;
  if (brandId === null || call.isMutation) return false;
  if (!ctx.isStale && ctx.hasAsked) return false;
  const { brand } = await platform.brands.reread(brandId);
  return ctx.isStale || brand.revision !== ctx.brand.revision;
}
