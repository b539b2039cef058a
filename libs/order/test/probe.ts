import { type Context, definePlugin, InvalidInputError, type PluginDefinition, reject, statement } from '@regulars/plugin-sdk';
import { type OrderChange, OrderUpserted } from '../src/contract';

const countOrders = statement<{ n: number }, [ids: readonly string[]]>('probe.count-orders', 'SELECT count(*)::int AS n FROM "order"."order" WHERE id = ANY($1::uuid[])');
const note = statement<never>('probe.note', "SELECT set_config('probe.noted', 'yes', true)");

export interface Probe {
  readonly plugin: PluginDefinition;
  /** Every batch the reaction was given. */
  readonly batches: (readonly OrderChange[])[];
  /** How many orders of a batch the reaction's own read found. */
  readonly found: number[];
}

/** A core module that reads and writes like one, and refuses orders of the given sku. */
export function createProbe(refusedSku = 'POISON'): Probe {
  const batches: (readonly OrderChange[])[] = [];
  const found: number[] = [];
  const run = async (ctx: Context, batch: readonly OrderChange[]): Promise<void> => {
    const [row] = await ctx.sql(countOrders(batch.map((change) => change.after.id)));
    if (batch.some((change) => change.after.lines.some((line) => line.sku === refusedSku))) reject(new InvalidInputError('Too much.', 'input.lines'));
    batches.push(batch);
    found.push(row?.n ?? 0);
    ctx.sql(note()).catch(() => undefined);
  };
  const reactions = [{ moment: OrderUpserted, id: 'watch', run, after: [] }];
  return { plugin: definePlugin({ id: 'probe', version: '1.0.0', sdk: '^1.0.0', core: true, requires: { order: '^1.0.0' }, reactions }), batches, found };
}
