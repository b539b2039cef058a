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
}

type StoredEvidence = Omit<Evidence, 'required' | 'have'> & { readonly required: string; readonly have: string };

const NOTHING: Carried = Object.freeze({});

const amounts = (texts: Readonly<Record<string, string>> | undefined): Carried =>
  texts ? Object.fromEntries(Object.entries(texts).map(([metric, amount]) => [metric, BigInt(amount)])) : NOTHING;
const texts = (carried: Carried): Record<string, string> =>
  Object.fromEntries(Object.entries(carried).map(([metric, amount]) => [metric, amount.toString()]));

export const readEvidence = (stored: unknown): Evidence[] =>
  (stored as readonly StoredEvidence[]).map((item) => ({ ...item, required: BigInt(item.required), have: BigInt(item.have) }));

const storeEvidence = (evidence: readonly Evidence[]): StoredEvidence[] =>
  evidence.map((item) => ({ ...item, required: item.required.toString(), have: item.have.toString() }));

/** A standing as it is judged on from; on what evidence it came about is of no more account then. */
export function standingOf([from, , tier, state, reason, since, until, countAfter, basisAfter, orderId, stored]: StoredStanding): Standing {
  const memory = stored as Memory;
  return {
    from,
    tier,
    state: state as TierState,
    reason: reason as TierReason,
    since,
    until,
    countAfter,
    carried: amounts(memory.carried),
    basis: memory.basis ? { by: memory.basis.by, countAfter: basisAfter, carried: amounts(memory.basis.carried) } : null,
    hold: memory.hold ?? null,
    cause: { orderId, actId: memory.act ?? null, evidence: [] },
  };
}

function memoryOf({ carried, basis, hold, cause }: Standing): Memory {
  return {
    ...(Object.keys(carried).length > 0 && { carried: texts(carried) }),
    ...(basis && { basis: { by: basis.by, carried: texts(basis.carried) } }),
    ...(hold && { hold }),
    ...(cause.actId !== null && { act: cause.actId }),
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A row to insert. */
export const rowOf = (standing: Standing, more: { memberId: string; programId: string; to: number | null; next: number | null }): object => ({
  member_id: more.memberId,
  from_at: iso(standing.from),
  to_at: iso(more.to),
  program_id: more.programId,
  tier_code: standing.tier,
  state: standing.state,
  reason: standing.reason,
  since: iso(standing.since),
  until_at: iso(standing.until),
  count_after: iso(standing.countAfter),
  basis_after: iso(standing.basis?.countAfter ?? null),
  cause_order_id: standing.cause.orderId,
  memory: memoryOf(standing),
  evidence: storeEvidence(standing.cause.evidence),
  next_judge_at: iso(more.next),
});

const sameCarried = (a: Carried, b: Carried): boolean => {
  const metrics = Object.keys(a);
  return metrics.length === Object.keys(b).length && metrics.every((metric) => a[metric] === b[metric]);
};

const sameBasis = (a: Basis | null, b: Basis | null): boolean =>
  a === null || b === null ? a === b : a.by === b.by && a.countAfter === b.countAfter && sameCarried(a.carried, b.carried);

const sameHold = (a: Hold | null, b: Hold | null): boolean => (a === null || b === null ? a === b : a.tier === b.tier && a.until === b.until);

/** Two standings that are the same, and from which the same follows. */
export const sameStanding = (a: Standing, b: Standing): boolean =>
  a.from === b.from && a.tier === b.tier && a.state === b.state && a.reason === b.reason && a.since === b.since && a.until === b.until &&
  a.countAfter === b.countAfter && a.cause.orderId === b.cause.orderId && a.cause.actId === b.cause.actId &&
  sameCarried(a.carried, b.carried) && sameBasis(a.basis, b.basis) && sameHold(a.hold, b.hold);

export const actOf = ([at, id, kind, tier, until, lock]: StoredAct): StaffAct => ({ at, id, kind, tier, until, lock });
