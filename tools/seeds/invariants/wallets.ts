import { PointsEntryKind } from '../../../libs/points/src/domain/enums';
import { isDue, type Lot, overdrawnOf, remainingOf, sumOf } from '../../../libs/points/src/domain/wallet';
import type { End } from '../invariants';
import type { Rows } from '../tables';

type Entries = readonly Rows['entries'][];

const pointsOf = (entries: Entries, ...kinds: PointsEntryKind[]): number => sumOf(entries.filter(({ kind }) => kinds.includes(kind)), ({ points }) => points);

/** The books of the points ledger, as `points.invariants.ts` asks them of the tables. */
export function walletProblems({ store, now }: End): string[] {
  return store.rows('members').flatMap(({ id }) => {
    const entries = store.rows('entries').filter(({ memberId }) => memberId === id);
    const lots = store.rows('lots').flatMap(({ memberId, lot }) => (memberId === id ? [lot] : []));
    const wallet = store.row('wallets', id);
    const problems = wallet ? [...bookProblems(wallet, entries, lots), ...lotProblems(lots, entries, now)] : entries.length + lots.length > 0 ? ['no wallet'] : [];
    return problems.map((problem) => `member ${id}: ${problem}`);
  });
}

function bookProblems(wallet: Rows['wallets'], entries: Entries, lots: readonly Lot[]): string[] {
  const { EARN, REVERSE_EARN, EXPIRE } = PointsEntryKind;
  const numbers = entries.map(({ number }) => number).sort((a, b) => a - b);
  const sums: Record<string, readonly [number, number]> = {
    'total and entries': [wallet.total, sumOf(entries, ({ points }) => points)],
    'total and lots less debt': [wallet.total, sumOf(lots, remainingOf) - wallet.debt],
    'entries and their number': [wallet.entryCount, entries.length],
    claimed: [wallet.claimed, sumOf(lots, (lot) => lot.claimed)],
    'written off': [wallet.writtenOff, sumOf(lots, (lot) => lot.writtenOff)],
    'ever earned': [wallet.lifetimeEarned, pointsOf(entries, EARN, REVERSE_EARN)],
    'owed and overdrawn': [wallet.debt + wallet.claimed + wallet.writtenOff, sumOf(lots, overdrawnOf)],
    expired: [sumOf(lots, (lot) => lot.expired), -pointsOf(entries, EXPIRE)],
  };
  return [
    ...Object.entries(sums).filter(([, [a, b]]) => a !== b).map(([name, [a, b]]) => `${name}: ${a} and ${b}`),
    ...(numbers.every((number, index) => number === index + 1) ? [] : [`entries are numbered ${numbers.join()}`]),
    ...(wallet.debt > 0 && lots.some((lot) => remainingOf(lot) > 0) ? [`owes ${wallet.debt} and holds points`] : []),
  ];
}

function lotProblems(lots: readonly Lot[], entries: Entries, now: Date): string[] {
  const taken = new Map<string, number>();
  for (const { kind, allocations } of entries) {
    if (kind !== PointsEntryKind.BURN && kind !== PointsEntryKind.RESTORE_BURN) continue;
    for (const [lotId, points] of allocations) taken.set(lotId, (taken.get(lotId) ?? 0) - points);
  }
  return lots.flatMap((lot) => [
    ...(remainingOf(lot) < 0 || lot.reversed > lot.quantity || Math.min(lot.reversed, lot.spent, lot.claimed, lot.expired, lot.writtenOff) < 0 ? [`lot ${lot.id} does not add up`] : []),
    ...(lot.spent === (taken.get(lot.id) ?? 0) ? [] : [`lot ${lot.id}: ${lot.spent} spent, ${taken.get(lot.id) ?? 0} by its burns`]),
    ...(remainingOf(lot) > 0 && isDue(lot, now) ? [`lot ${lot.id} is over and holds points`] : []),
  ]);
}
