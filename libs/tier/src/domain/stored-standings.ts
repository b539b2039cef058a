import type { StoredAct, StoredStanding } from '../data/judging.statements';
import type { StaffAct } from './judging/entries';
import type { Basis, Carried, Evidence, Hold, Standing, TierReason } from './standing';
import type { TierState } from './tier-state';

/** What of a standing no statement asks for. Amounts are texts. */
interface Memory {
  readonly carried?: Readonly<Record<string, string>>;
  readonly basis?: { readonly by: Basis['by']; readonly carried: Readonly<Record<string, string>> };
  readonly hold?: Hold;
  readonly act?: string;
  readonly evidence?: readonly (Omit<Evidence, 'required' | 'have'> & { readonly required: string; readonly have: string })[];
}

const instant = (text: string | null): number | null => (text === null ? null : Date.parse(text));
const text = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const amounts = (texts: Readonly<Record<string, string>> = {}): Carried =>
  Object.fromEntries(Object.entries(texts).map(([metric, amount]) => [metric, BigInt(amount)]));
const texts = (carried: Carried): Record<string, string> =>
  Object.fromEntries(Object.entries(carried).map(([metric, amount]) => [metric, amount.toString()]));

export const evidenceOfMemory = (memory: unknown): Evidence[] =>
  ((memory as Memory).evidence ?? []).map((item) => ({ ...item, required: BigInt(item.required), have: BigInt(item.have) }));

export function standingOf(row: StoredStanding): Standing {
  const memory = row.memory as Memory;
  return {
    from: Date.parse(row.from_at),
    tier: row.tier_code,
    state: row.state as TierState,
    reason: row.reason as TierReason,
    since: Date.parse(row.since),
    until: instant(row.until_at),
    countAfter: instant(row.count_after),
    carried: amounts(memory.carried),
    basis: memory.basis ? { by: memory.basis.by, countAfter: instant(row.basis_after), carried: amounts(memory.basis.carried) } : null,
    hold: memory.hold ?? null,
    cause: { orderId: row.cause_order_id, actId: memory.act ?? null, evidence: evidenceOfMemory(memory) },
  };
}

function memoryOf({ carried, basis, hold, cause }: Standing): Memory {
  return {
    ...(Object.keys(carried).length > 0 && { carried: texts(carried) }),
    ...(basis && { basis: { by: basis.by, carried: texts(basis.carried) } }),
    ...(hold && { hold }),
    ...(cause.actId !== null && { act: cause.actId }),
    ...(cause.evidence.length > 0 && { evidence: cause.evidence.map((item) => ({ ...item, required: item.required.toString(), have: item.have.toString() })) }),
  };
}

/** A row to insert. */
export const rowOf = (standing: Standing, more: { memberId: string; programId: string; to: number | null; next: number | null }): object => ({
  member_id: more.memberId,
  from_at: text(standing.from),
  to_at: text(more.to),
  program_id: more.programId,
  tier_code: standing.tier,
  state: standing.state,
  reason: standing.reason,
  since: text(standing.since),
  until_at: text(standing.until),
  count_after: text(standing.countAfter),
  basis_after: text(standing.basis?.countAfter ?? null),
  cause_order_id: standing.cause.orderId,
  memory: memoryOf(standing),
  next_judge_at: text(more.next),
});

const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, plain(item)]));
};

/** Two standings that are the same, down to why. */
export const sameStanding = (a: Standing, b: Standing): boolean =>
  a.from === b.from && a.tier === b.tier && JSON.stringify(plain(a)) === JSON.stringify(plain(b));

export const actOf = (row: StoredAct): StaffAct => ({
  at: Date.parse(row.at),
  id: row.id,
  kind: row.kind,
  tier: row.tier_code,
  until: instant(row.until_at),
  lock: row.locks,
});
