import type { SimulatedBrand } from './brand';
import type { Command } from './commands';
import { accrualProblems } from './invariants/accruals';
import { stampProblems } from './invariants/stamps';
import { tierProblems } from './invariants/tiers';
import { walletProblems } from './invariants/wallets';
import type { Store } from './tables';
import type { Tills } from './tills';

/** Everything there is to look at when a run is over. */
export interface End {
  readonly store: Store;
  readonly brand: SimulatedBrand;
  readonly now: Date;
  /** Commands with a key, each once. */
  readonly asked: readonly Command[];
  readonly tills: Tills;
  /** Everything that was answered. */
  readonly answers: readonly string[];
}

/** What does not hold, though it has to at any time. */
export const brokenRules = (end: End): readonly string[] =>
  [...orderProblems(end), ...onceProblems(end), ...walletProblems(end), ...accrualProblems(end), ...stampProblems(end), ...tierProblems(end)];

/** Every order stands as the till had it last, whatever came late, twice or in the wrong order. */
function orderProblems({ store, tills, answers }: End): string[] {
  const known = new Map(store.rows('orders').map(({ state }) => [state.externalId, state]));
  const wrong = [...tills.orders].filter(([id, { draft, memberId }]) => known.get(id)?.revision !== draft.revision || known.get(id)?.memberId !== memberId);
  return [
    ...wrong.map(([id, { draft }]) => `order ${id}: is at revision ${known.get(id)?.revision ?? 'none'} instead of ${draft.revision}`),
    ...(known.size === tills.orders.size ? [] : [`${known.size} orders instead of ${tills.orders.size}`]),
    ...answers.filter((answer) => /REFUSED at|CONFLICT/.test(answer)).map((answer) => `an order was refused: ${answer}`),
  ];
}

/** Whatever was asked for by a key was done once: as many burns and grants stand in the ledger as were answered. */
function onceProblems({ store, asked, answers }: End): string[] {
  const given = new Set(answers);
  const entries = store.rows('entries').filter(({ kind, orderId }) => kind === 'BURN' && orderId === null);
  const strange = entries.filter(({ id }) => !given.has(id));
  const burns = asked.filter(({ kind }) => kind === 'burn').length;
  return [...strange.map(({ id }) => `burn ${id} was answered to nobody`), ...(entries.length <= burns ? [] : [`${entries.length} burns, of ${burns} that were asked for`])];
}
