import type { Bench } from '../bench';
import type { CallersLoad } from '../load/callers';
import type { Done } from '../load/closed-loop';
import { type Contender, interleave, type Measured, median, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { OpenedSets, SetsToOpen } from '../process/open-sets';
import type { Finding } from '../report';
import { PLUGINS, withNewPlugins } from '../sets/workspace';

const SETS = 2 ** PLUGINS.length;
/** Operations of each brand's till and back office: what is kept of operations must do for all sets at once. */
const OPERATIONS = 12;
const bodies = Array.from({ length: OPERATIONS }, (_, index) => JSON.stringify({
  query: `query List${index} { members(first: ${index + 1}) { nodes { id number name points { balance pending } tier { tier { code name } } } } }`,
}));
const WARM = 3_000; // ms
const MEGABYTE = 1_048_576;

/** Requests a second of many brands. */
class Brands implements Contender {
  answered = 0;

  constructor(readonly name: string, private readonly load: Peer, private readonly of: Omit<CallersLoad, 'milliseconds'>) {}

  async run(milliseconds: number): Promise<number> {
    const { requests, seconds } = await this.load.ask<Done>('run', { ...this.of, milliseconds } satisfies CallersLoad);
    this.answered += requests;
    return requests / seconds;
  }
}

/** Of one gateway, which had met one set only: ms, and MB after the collection of garbage. */
interface Meeting {
  readonly first: number;
  readonly slowest: number;
  readonly later: number;
  readonly memory: number;
}

async function meetSets(gateway: Peer, load: Peer, url: string, { each, same }: OpenedSets): Promise<Meeting> {
  const ask = (tokens: readonly string[], milliseconds = 0): CallersLoad => ({ url, tokens, bodies, milliseconds });
  await load.ask<Done>('run', ask(same, WARM));
  const before = await gateway.ask<number>('heap');
  const firsts = await load.ask<number[]>('once', ask(each));
  const later = await load.ask<number[]>('once', ask(each));
  const memory = ((await gateway.ask<number>('heap')) - before) / MEGABYTE / (SETS - 1); // one of them it knew
  return { first: median(firsts), slowest: Math.max(...firsts), later: median(later), memory };
}

/** (l) A brand for each of 64 sets of plugins, all served by one gateway. */
export function pluginSets(bench: Bench): Promise<Finding[]> {
  return withNewPlugins(async (workspace) => {
    const opened = await bench.peer('process/open-sets.ts', { workspace }).ask<OpenedSets>('open', { clusterUrl: bench.options.databaseUrl, plugins: PLUGINS } satisfies SetsToOpen);
    const load = bench.peer('load/callers.ts');
    const meetings: Meeting[] = [];
    let measured: readonly Measured[] = [];
    for (let round = 1; round <= bench.options.rounds; round++) {
      const gateway = bench.peer('process/gateway.ts', { workspace });
      const url = `${await gateway.ask<string>('start', opened.setup)}/graphql`;
      meetings.push(await meetSets(gateway, load, url, opened));
      if (round === bench.options.rounds) {
        const brands = [new Brands(`${SETS} brands with one set`, load, { url, tokens: opened.same, bodies }), new Brands(`${SETS} brands with ${SETS} sets`, load, { url, tokens: opened.each, bodies })];
        measured = await bench.profiled(gateway, 'l', () => interleave(brands, bench.options));
      }
      await gateway.stop();
    }
    return findings(meetings, measured);
  });
}

function findings(meetings: readonly Meeting[], measured: readonly Measured[]): Finding[] {
  const of = (name: string, figure: keyof Meeting): Measured => ({ name, figures: meetings.map((meeting) => meeting[figure]) });
  const [first, later] = [of('the first query of a set', 'first'), of('the next one', 'later')];
  const [one, many] = measured as [Measured, Measured];
  return [
    {
      title: `(l) A gateway meets ${SETS} sets of plugins, one after the other`, unit: 'ms; medians of the sets', measured: [first, of('the slowest of them', 'slowest'), later],
      ratios: [{ name: '(l) the next query / the first of a set', byRound: ratios(later, first), aim: 0.1 }],
      notes: [`memory of a set, after the collection of garbage: ${median(meetings.map(({ memory }) => memory)).toFixed(2)} MB`],
    },
    {
      title: `(l) ${OPERATIONS} operations of each of ${SETS} brands`, unit: 'requests/s', measured,
      ratios: [{ name: `(l) ${SETS} sets / one set`, byRound: ratios(many, one), aim: 0.8 }],
      notes: [],
    },
  ];
}
