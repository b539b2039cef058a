import { type Context, type Moment, type Reaction, statement } from '@regulars/plugin-sdk';
import { type Owned, qualified } from '../registry';
import type { Runtime } from '../runtime';
import { LONGER_STATEMENTS } from '../worker/background-limits';
import { describeFault } from '../worker/faults';
import { inTurn } from '../worker/relay-transaction';
import { systemScope } from '../worker/scope';
import { withinTime } from '../worker/within-time';
import { brandsWithPending, type Claim, giveBack, heldBy, type Queue } from './claims';
import type { Outcome, Suspicion } from './deliveries';

export const DEFERRED_REACTIONS: Queue = { table: 'platform.deferred_reaction', key: ['id'] };

export interface DeferredReaction extends Claim {
  readonly id: string;
  /** As `module.reaction`. */
  readonly reaction: string;
  readonly moment: string;
  readonly batch: readonly unknown[];
}

const CLAIM = {
  name: 'deferred-reactions.claim',
  text: `
    WITH ${brandsWithPending('platform.deferred_reaction')}, due AS (
      SELECT d.* FROM waiting w CROSS JOIN LATERAL (
        SELECT brand_id, id FROM platform.deferred_reaction d
        WHERE d.brand_id = w.brand_id AND d.state = 'PENDING' AND d.claimed_by IS NULL AND d.due_at <= clock_timestamp() AND d.module || '.' || d.reaction = ANY($2)
          AND ($4::boolean IS NULL OR (d.crashes > 0) = $4)
          AND NOT EXISTS (SELECT FROM platform.deferred_reaction r WHERE r.brand_id = d.brand_id AND r.module = d.module AND r.state = 'PENDING' AND r.claimed_by IS NOT NULL)
        ORDER BY d.id LIMIT 1 FOR UPDATE SKIP LOCKED
      ) d ORDER BY d.id LIMIT $3
    )
    UPDATE platform.deferred_reaction d SET attempts = d.attempts + 1, claimed_by = $1, claimed_at = clock_timestamp()
    FROM due WHERE (d.brand_id, d.id) = (due.brand_id, due.id)
    RETURNING d.brand_id, d.id, d.module || '.' || d.reaction AS reaction, d.moment, d.batch, d.attempts`,
};

/**
 * Claims reactions that were left for later, oldest first, the try counted beforehand. Of a module and brand one at a
 * time: one that hangs holds up its like, and nobody else.
 */
export async function claimDeferred(runtime: Runtime, worker: number, limit: number, suspicion: Suspicion = 'ANY'): Promise<DeferredReaction[]> {
  const known = [...reactionsByName(runtime).keys()];
  if (known.length === 0) return [];
  const { rows } = await inTurn(runtime.relay, 'deferred reactions', (client) => client.query<DeferredReaction>({ ...CLAIM, values: [worker, known, limit, suspicion === 'ANY' ? null : suspicion === 'SUSPECT'] }));
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const reactionsByName = ({ registry }: Runtime): Map<string, Owned<Reaction>> =>
  new Map([...registry.reactions.values()].flat().map((owned) => [qualified(owned), owned]));

const FINISH = statement<{ id: string }, [string, number, number, string, string]>('platform.finish-reaction', `
  UPDATE platform.deferred_reaction SET state = $5, finished_at = clock_timestamp(), claimed_by = NULL, last_error = NULL
  WHERE ${heldBy(DEFERRED_REACTIONS)} RETURNING id, ${LONGER_STATEMENTS} AS limit`);

/** One try, over what the batch is about as it stands now; its effects and the mark that it is done are one transaction. */
export async function runDeferred(runtime: Runtime, deferred: DeferredReaction, worker: number): Promise<Outcome> {
  const owned = reactionsByName(runtime).get(deferred.reaction);
  const moment = runtime.registry.moments.get(deferred.moment);
  if (!owned || !moment) throw new Error(`No installed module has the reaction ${deferred.reaction}`);
  try {
    const state = await runtime.transaction(systemScope(deferred.brand_id, deferred.reaction), (ctx) => react(ctx, owned, moment, deferred, worker));
    return { state };
  } catch (error) {
    const fault = describeFault(error);
    const parked = await giveBack(runtime.relay, DEFERRED_REACTIONS, deferred, worker, [deferred.id], fault);
    const about = { reaction: deferred.reaction, id: deferred.id, brand: deferred.brand_id, attempt: deferred.attempts, fault };
    if (parked) runtime.logger.error(about, 'a deferred reaction failed for the last time: it is parked');
    else runtime.logger.warn(about, 'a deferred reaction failed and is tried again');
    return { state: parked ? 'PARKED' : 'FAILED', error };
  }
}

async function react(ctx: Context, { module, value }: Owned<Reaction>, moment: Moment, deferred: DeferredReaction, worker: number): Promise<'DONE' | 'SKIPPED' | 'LOST'> {
  const enabled = ctx.brand.modules.has(module.id);
  const [held] = await ctx.sql(FINISH(deferred.brand_id, worker, deferred.attempts, deferred.id, enabled ? 'DONE' : 'SKIPPED'));
  if (!held) return 'LOST';
  if (!enabled) return 'SKIPPED';
  const batch = await moment.refresh(ctx, deferred.batch);
  if (batch.length > 0) await withinTime(value.run(ctx, batch as readonly never[]), deferred.reaction);
  return 'DONE';
}
