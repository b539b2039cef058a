import { byRankAt, type Program, versionAt } from '../program';
import type { Cards } from './cards';
import { hasStamped, type Holding, HOLDS_NOTHING, inTime, type StampEvent } from './events';

/** One program of a bundle, from where it is looked at again. */
export interface FoldCase {
  readonly program: Program;
  readonly cards: Cards;
  readonly events: readonly StampEvent[];
  /** Orders before that which stamped here, and when they were placed, in milliseconds. */
  readonly stampedBefore: ReadonlyMap<string, number>;
}

interface Occasion {
  readonly event: StampEvent;
  readonly turns: { readonly one: FoldCase; readonly event: StampEvent }[];
}

/**
 * What each event holds in each program, by its id, as a function of the events that stand, in the order in which they
 * happened: whatever came first over the wire. Of programs in one group, each order goes to the first that has room for it.
 */
export function foldBundle(cases: readonly FoldCase[]): ReadonlyMap<FoldCase, ReadonlyMap<string, Holding>> {
  const holdings = new Map(cases.map((one) => [one, new Map<string, Holding>()]));
  const taken = new Set<string>();
  for (const { program, stampedBefore } of cases) for (const [orderId, at] of stampedBefore) taken.add(seat(program, orderId, at));
  for (const { event, turns } of occasionsOf(cases)) {
    const rank = byRankAt(event.at);
    for (const turn of turns.sort((a, b) => rank(a.one.program, b.one.program))) holdings.get(turn.one)?.set(event.id, holdingOf(turn.one, turn.event, taken));
  }
  return holdings;
}

/** Every order once, with all programs it may stamp. */
function occasionsOf(cases: readonly FoldCase[]): Occasion[] {
  const occasions = new Map<string, Occasion>();
  for (const one of cases) {
    for (const event of one.events) {
      const occasion = occasions.get(event.id);
      if (occasion) occasion.turns.push({ one, event });
      else occasions.set(event.id, { event, turns: [{ one, event }] });
    }
  }
  return [...occasions.values()].sort((a, b) => inTime(a.event, b.event));
}

function holdingOf({ program, cards }: FoldCase, event: StampEvent, taken: Set<string>): Holding {
  if (event.kind === 'ACT') return cards.act(event);
  const place = seat(program, event.id, event.at);
  if (taken.has(place)) return HOLDS_NOTHING;
  const holding = cards.order(event);
  if (hasStamped(holding)) taken.add(place);
  return holding;
}

/** What an order can be for one program of a group only; of a program without a group, for itself. */
const seat = (program: Program, orderId: string, at: number): string => `${orderId}|${versionAt(program, at).exclusiveGroup ?? program.id}`;
