import { assess, type Decision, type Weights } from '../../../src/domain/fraud/assess';
import { DAY } from '@regulars/plugin-sdk';
import { factsOf, type RefereeRecord, type ReferrerRecord, type Surroundings } from '../../../src/domain/fraud/facts';
import { DEFAULT_TERMS } from '../../../src/domain/fraud/signals';
import { type Claim, MIN_NET, type Person } from './world';

/** What becomes of a claim: refused when it is made, given up with the order, or as it was decided. */
export type Outcome = 'REFUSED' | 'TAKEN_BACK' | Decision;

/** Days from the order until its reward is decided about: as long as it may be given back. */
export const REFUND_WINDOW = 14 * DAY;

/** What is bound by now, in one program. */
class Bindings {
  readonly edges: RefereeRecord[] = [];
  private readonly parents = new Map<string, RefereeRecord>();

  /** Null when a rule forbids it: oneself, a second referrer, a circle, or somebody who is not new. */
  bind({ referrer, referee, at, order, returnedAt }: Claim): RefereeRecord | null {
    const isNew = !referee.wasErased && at - referee.joinedAt <= DAY;
    const forbids = referrer.id === referee.id || !isNew || referrer.isStaff || this.parents.has(referee.id) || this.ancestorsOf(referrer.id).some((above) => above.referrerId === referee.id);
    if (forbids) return null;
    const edge: RefereeRecord = {
      memberId: referee.id, referrerId: referrer.id, boundAt: new Date(at), joinedAt: new Date(referee.joinedAt), network: referee.network, device: referee.device,
      traits: referee.traits, returnedAt: returnedAt === null ? null : new Date(returnedAt),
      firstOrder: order && { at: new Date(order.at), storeId: order.store, net: order.net, refundedAt: order.refundedAt === null ? null : new Date(order.refundedAt) },
    };
    this.parents.set(referee.id, edge);
    this.edges.push(edge);
    return edge;
  }

  /** The edge by which a member came, that of who brought it, and so on. */
  ancestorsOf(memberId: string): RefereeRecord[] {
    const edge = this.parents.get(memberId);
    return edge ? [edge, ...this.ancestorsOf(edge.referrerId)] : [];
  }

  brought(refereeId: string, by: string): boolean {
    return this.parents.get(refereeId)?.referrerId === by;
  }
}

/** Finds who stands around an edge without looking at everybody. */
class Circles {
  private readonly by = new Map<string, RefereeRecord[]>();

  constructor(edges: readonly RefereeRecord[]) {
    for (const edge of edges) for (const key of this.keysOf(edge)) this.at(key).push(edge);
  }

  of(edge: RefereeRecord): RefereeRecord[] {
    return [...new Set(this.keysOf(edge).flatMap((key) => this.by.get(key) ?? []))];
  }

  private at(key: string): RefereeRecord[] {
    const there = this.by.get(key) ?? [];
    this.by.set(key, there);
    return there;
  }

  private keysOf({ referrerId, network, device }: RefereeRecord): string[] {
    return [`by ${referrerId}`, ...(network === null ? [] : [`network ${network}`]), ...(device === null ? [] : [`device ${device}`])];
  }
}

const recordOf = (person: Person): ReferrerRecord => ({
  memberId: person.id, joinedAt: new Date(person.joinedAt), isStaff: person.isStaff, networks: person.network === null ? [] : [person.network],
  devices: person.device === null ? [] : [person.device], traits: person.traits, firstOrderAt: person.boughtAt === null ? null : new Date(person.boughtAt),
});

/** What becomes of each claim, in their order. */
export function outcomesOf(claims: readonly Claim[], weights: Weights = {}): Map<Claim, Outcome> {
  const programs = new Map([...new Set(claims.map(({ program }) => program))].map((program) => [program, new Bindings()]));
  const bound = [...claims].sort((a, b) => a.at - b.at).map((claim) => ({ claim, edge: programs.get(claim.program)?.bind(claim) ?? null }));
  const circles = new Map([...programs].map(([program, { edges }]) => [program, new Circles(edges)]));

  const surroundings = ({ program, referrer, referee }: Claim, edge: RefereeRecord): Surroundings => ({
    edge, referrer: recordOf(referrer), email: referee.email, wasMember: referee.wasErased, minNet: MIN_NET,
    ancestors: programs.get(program)?.ancestorsOf(referrer.id).map(({ referrerId, boundAt }) => ({ memberId: referrerId, boundAt })) ?? [],
    isReturnedFavour: [...programs].some(([other, bindings]) => other !== program && bindings.brought(referrer.id, referee.id)),
    circle: circles.get(program)?.of(edge) ?? [],
  });
  return new Map(bound.map(({ claim, edge }): [Claim, Outcome] => {
    if (edge === null) return [claim, 'REFUSED'];
    if (claim.order === null) return [claim, 'TAKEN_BACK'];
    const at = claim.order.at + REFUND_WINDOW;
    if (claim.order.refundedAt !== null && claim.order.refundedAt <= at) return [claim, 'TAKEN_BACK'];
    return [claim, assess(factsOf(surroundings(claim, edge), new Date(at)), DEFAULT_TERMS, weights).decision];
  }));
}
