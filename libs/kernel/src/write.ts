import { setTimeout as sleep } from 'node:timers/promises';
import { OVERRUN } from './breakers';
import { isConflict, isDecision, ReactionFault, Rehearsed, Restart, StaleBrand } from './failures';
import { BudgetExceeded } from './reaction-budget';
import type { RequestContext } from './request-context';

const MAX_CONFLICTS = 3;
/** Nobody failed: what had to be locked was known only once it was locked, and changed again meanwhile. */
const MAX_RESTARTS = 10;
const MAX_STALE = 5;

export interface WriteHooks<T> {
  /** Sent before the work, in the same flush as its first statements. */
  readonly first?: (ctx: RequestContext) => void;
  /** Sent with COMMIT. */
  readonly last?: (ctx: RequestContext, result: T) => void;
}

/**
 * One transaction, run again as a whole (each time with a context of its own) where that helps: on a conflict (at most
 * three times), when the brand was changed meanwhile (at most five), and without a plugin's reaction that failed, which
 * is then left for later.
 */
export async function write<T>(ctx: RequestContext, work: (ctx: RequestContext) => Promise<T>, hooks: WriteHooks<T> = {}): Promise<T> {
  const deferred = new Set<string>();
  const faults: ReactionFault[] = [];
  ctx.session.reacted.clear();
  let conflicts = 0;
  let restarts = 0;
  let stale = 0;
  for (;;) {
    const attempt = await ctx.beginWrite(deferred);
    try {
      hooks.first?.(attempt);
      const result = await work(attempt);
      await ctx.commitWrite(() => hooks.last?.(attempt, result));
      tellBreakers(ctx, faults);
      return result;
    } catch (error) {
      const { condemned, failure } = await ctx.rollbackWrite();
      // What condemned it (a key used before, a changed brand) counts more than what the work made of it meanwhile.
      const cause = condemned ?? firstCause(error, failure);
      if (cause instanceof StaleBrand && ++stale <= MAX_STALE) {
        await ctx.refreshBrand();
      } else if (cause instanceof Restart && ++restarts <= MAX_RESTARTS) {
        await sleep(Math.random() * 10 * restarts);
      } else if (isConflict(cause) && ++conflicts <= MAX_CONFLICTS) {
        await sleep(Math.random() * 10 * 2 ** conflicts);
      } else {
        const fault = pluginFault(ctx, cause, deferred);
        if (!fault) {
          if (cause instanceof Rehearsed) tellBreakers(ctx, faults);
          throw cause;
        }
        deferred.add(fault.reaction);
        faults.push(fault);
        ctx.platform.faulted(fault, ctx);
      }
    }
  }
}

/** The write stands, or was rehearsed to its end: what went wrong before was the plugins' own, and no trouble of the database. */
function tellBreakers({ platform: { breakers }, session: { reacted }, scope: { brandId } }: RequestContext, faults: readonly ReactionFault[]): void {
  if (brandId === null) return;
  for (const { plugin, cause } of faults) breakers.failed(brandId, plugin, cause instanceof BudgetExceeded ? OVERRUN : 1);
  const failed = new Set(faults.map(({ plugin }) => plugin));
  for (const [plugin, how] of reacted) {
    if (how === 'BLOCKED') breakers.failed(brandId, plugin, OVERRUN);
    else if (how === 'RAN' && !failed.has(plugin)) breakers.succeeded(brandId, plugin);
  }
}

/** A statement's failure explains the ones behind it; a decision of ours needs no explanation. */
const firstCause = (error: unknown, failure: unknown): unknown => (failure === undefined || isDecision(error) ? unwrapConflict(error) : failure);

const unwrapConflict = (error: unknown): unknown => (error instanceof ReactionFault && isConflict(error.cause) ? error.cause : error);

/** The fault of a plugin's reaction, once for each: a core module's fault is the caller's to know. */
function pluginFault(ctx: RequestContext, error: unknown, deferred: ReadonlySet<string>): ReactionFault | null {
  const { blame, severity } = error as { blame?: string; severity?: string };
  // Only what the server itself refused: when the connection broke, COMMIT may have taken effect nevertheless.
  const blamed = severity === undefined ? undefined : blame;
  const fault = error instanceof ReactionFault ? error : blamed === undefined ? null : new ReactionFault(blamed, error);
  if (!fault || deferred.has(fault.reaction)) return null;
  const module = ctx.platform.registry.module(fault.plugin);
  return module && !module.core ? fault : null;
}
