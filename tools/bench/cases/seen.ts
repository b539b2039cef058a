import type { HttpContender } from '../load/http-contender';
import { median } from '../measure';

/** What a server cost and how long its callers waited, as medians of the rounds. */
export function seen({ name, rounds }: HttpContender): string {
  const of = (figure: 'cpu' | 'p50' | 'p99' | 'perSecond'): number => median(rounds.map((round) => round[figure]));
  return `${name}: server CPU ${Math.round(of('cpu'))} µs, p50 ${of('p50').toFixed(1)} ms, p99 ${of('p99').toFixed(1)} ms, ${Math.round(of('perSecond'))} a second`;
}
