import type { Logger } from 'pino';

export interface BreakerOptions {
  /** Faults in a row after which a plugin's reactions are left for later at once. */
  readonly faults: number;
  /** How long, in ms; twice as long each time the next try fails, too. */
  readonly rest: number;
  readonly longestRest: number;
  /** In ms, from any beginning. */
  readonly clock: () => number;
}

export const BREAKER: BreakerOptions = { faults: 5, rest: 30_000, longestRest: 5 * 60_000, clock: () => performance.now() };
/** A reaction that hangs or blocks costs much more than one that throws: it counts for as many. */
export const OVERRUN = 3;
/** Nobody else tries while one does; should nothing be heard of it, the next one after this long. In ms. */
const TRIAL = 10_000;

interface State {
  faults: number;
  /** How long it rests the next time. */
  rest: number;
  /** By the clock; null while it is closed. */
  openUntil: number | null;
}

/**
 * What one plugin gets wrong for one brand is soon no longer tried while somebody waits: an order that runs into a fault
 * is written twice. Open, it leaves the plugin's reactions for later at once; after a rest one unit of work tries, and
 * closes it, or opens it for longer. Of this process alone: each learns by itself, within a few orders.
 */
export class Breakers {
  private readonly states = new Map<string, State>();

  constructor(private readonly options: BreakerOptions, private readonly logger: Logger) {}

  /** Whether the plugin's reactions may run now; whoever is told so after a rest is the trial. */
  allows(brand: string, plugin: string): boolean {
    const state = this.states.get(keyOf(brand, plugin));
    if (!state || state.openUntil === null) return true;
    const now = this.options.clock();
    if (now < state.openUntil) return false;
    state.openUntil = now + TRIAL;
    return true;
  }

  /** A unit of work was committed without the plugin's reaction, and could not with it. */
  failed(brand: string, plugin: string, weight = 1): void {
    const { faults, rest } = this.options;
    const state = this.states.get(keyOf(brand, plugin)) ?? { faults: 0, rest, openUntil: null };
    this.states.set(keyOf(brand, plugin), state);
    state.faults += weight;
    if (state.openUntil === null && state.faults < faults) return;
    state.openUntil = this.options.clock() + state.rest;
    this.logger.error({ plugin, brand, faults: state.faults, seconds: state.rest / 1_000 }, 'a plugin fails again and again for a brand: its reactions are left for later');
    state.rest = Math.min(2 * state.rest, this.options.longestRest);
  }

  /** A unit of work was committed with the plugin's reactions. */
  succeeded(brand: string, plugin: string): void {
    const state = this.states.get(keyOf(brand, plugin));
    if (!state) return;
    this.states.delete(keyOf(brand, plugin));
    if (state.openUntil !== null) this.logger.warn({ plugin, brand }, 'a plugin works again for a brand: its reactions run at once');
  }

  /** By plugin: the number of brands for which it is open. */
  open(): ReadonlyMap<string, number> {
    const brands = new Map<string, number>();
    for (const [key, { openUntil }] of this.states) {
      const plugin = key.slice(key.indexOf(' ') + 1);
      if (openUntil !== null) brands.set(plugin, (brands.get(plugin) ?? 0) + 1);
    }
    return brands;
  }
}

const keyOf = (brand: string, plugin: string): string => `${brand} ${plugin}`;
