import type { ImportGroup, ImportKind, ImportOptions, ImportOutcome } from '@regulars/brand/contract';
import { type Context, textIn, type UserError } from '@regulars/plugin-sdk';
import { prepareOrders } from '../domain/prepare-orders';
import { type UpsertOutcome, upsertOrders } from '../domain/upsert-orders';
import { permissions } from '../permissions';
import { cellOf, draftOf, KEY_FIELDS, ORDER_FIELDS, type ReadGroup } from './order-import.cells';
import { errorsOf } from './order.errors';

/** Orders from a file, a row for each line; the rows of an order stand together. */
export const OrderImport: ImportKind = {
  kind: 'ORDERS',
  permission: permissions.import,
  fields: ORDER_FIELDS,
  groupBy: KEY_FIELDS,
  apply: applyOrders,
};

async function applyOrders(ctx: Context, groups: readonly ImportGroup[], options: ImportOptions): Promise<readonly ImportOutcome[]> {
  const read = groups.map((group) => draftOf(group, options, ctx.brand.timeZone));
  const readable = read.filter(({ errors }) => errors.length === 0);
  const [outcomes, refused] = await Promise.all([
    upsertOrders(ctx, readable.map(({ draft }) => ({ draft, path: [] })), { skipExisting: options.onExisting === 'SKIP', each: true }),
    completed(ctx, read.filter(({ errors }) => errors.length > 0)),
  ]);
  const outcomeOf = new Map<ReadGroup, UpsertOutcome>(readable.map((group, index) => [group, outcomes[index] as UpsertOutcome]));
  return read.map((group, index) => {
    const outcome = outcomeOf.get(group);
    return outcomeFor(outcome ? errorsOf(outcome, []) : (refused.get(group) ?? []), outcome, groups[index] as ImportGroup, ctx.language);
  });
}

/** Groups with cells that mean nothing, with whatever else is wrong with them: everything is said at once. */
async function completed(ctx: Context, groups: readonly ReadGroup[]): Promise<Map<ReadGroup, readonly UserError[]>> {
  if (groups.length === 0) return new Map();
  const { refused } = await prepareOrders(ctx, groups.map(({ draft }) => ({ draft, path: [] })));
  return new Map(groups.map((group, index) => {
    const said = new Set(group.errors.map((error) => error.path?.join('.')));
    const more = (refused.get(index) ?? []).filter((error) => !said.has(error.path?.join('.')));
    return [group, [...group.errors, ...more]];
  }));
}

function outcomeFor(errors: readonly UserError[], outcome: UpsertOutcome | undefined, group: ImportGroup, language: string): ImportOutcome {
  if (errors.length > 0) {
    return { result: 'FAILED', errors: errors.map((error) => ({ ...cellOf(error.path ?? [], group), code: error.code, message: textIn(error.text, language) })) };
  }
  return { result: outcome?.result === 'CREATED' || outcome?.result === 'UPDATED' ? outcome.result : 'SKIPPED' };
}
