import { numbersFrom } from '../../libs/testing/src/seeds';

const HEX = 16;

/** Everything a simulated run leaves to chance: one seed, one row of numbers. */
export class Random {
  private readonly next: (below: number) => number;
  private made = 0;

  constructor(seed: number) {
    this.next = numbersFrom(seed);
  }

  /** From 0 to below the bound. */
  below(bound: number): number {
    return this.next(bound);
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.next(most - least + 1);
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.next(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.next(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from');
    return item;
  }

  some<T>(items: readonly T[], percent: number): T[] {
    return items.filter(() => this.chance(percent));
  }

  /** As ids are: sorted as they were made, with a rest that is anything. */
  readonly uuid = (): string => {
    const hex = (digits: number): string => Array.from({ length: digits }, () => this.next(HEX).toString(HEX)).join('');
    const serial = (++this.made).toString(HEX).padStart(12, '0');
    return `${serial.slice(0, 8)}-${serial.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
  };
}
