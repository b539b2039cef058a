import { createHash, type Hash } from 'node:crypto';
import { DAY, MINUTE, newUuid } from '@regulars/plugin-sdk';
import { someBrand, type SimulatedBrand } from './brand';
import { Asker, carryOut, type Command } from './commands';
import { brokenRules } from './invariants';
import { Random } from './random';
import { Crash, Store, Transaction } from './tables';
import { Tills } from './tills';

/** Faults planted on purpose, to see that a run tells of them. */
export type Fault =
  /** What was written until a crash stays. */
  | 'torn-writes'
  /** A command that is asked again is carried out again. */
  | 'forgotten-keys'
  /** Ids come from elsewhere than the seed. */
  | 'own-ids';

export interface RunOptions {
  /** How many commands are asked, besides those asked again. */
  readonly commands: number;
  readonly fault?: Fault;
  /** Told every line of the trace. */
  readonly told?: (line: string) => void;
}

export interface RunOutcome {
  /** SHA-256 of the trace. */
  readonly hash: string;
  readonly commands: number;
  readonly crashes: number;
  readonly problems: readonly string[];
}

/** How much time goes by between two commands. */
const PAUSES = [0, 0, MINUTE, 90 * MINUTE, 90 * MINUTE, DAY, DAY, 9 * DAY, 40 * DAY];
/** A command is cut at most so often. */
const MOST_CUTS = 3;

/**
 * The rules of the core, driven by nothing but a seed: brand, members, commands, the order in which they come, time,
 * ids and crashes all follow from it. The rules are those of the modules, over plain rows instead of PostgreSQL; of
 * the database one thing only is assumed, that a transaction's writes are kept together or not at all. What SQL and
 * locks make of the rules is for the specs on a real PostgreSQL (`test/races`, the sweeps) to say; here whole
 * histories are so cheap that a hundred thousand of them run in minutes, and any of them again, line for line.
 *
 * A crash cuts a command at one of its writes, or after the last, when only the answer is lost. Either way it is asked
 * again later, behind whatever else has come meanwhile.
 */
export function simulate(seed: number, options: RunOptions): RunOutcome {
  return new Simulation(seed, options).run();
}

interface Waiting {
  readonly command: Command;
  readonly cuts: number;
}

class Simulation {
  private readonly random: Random;
  private readonly store = new Store();
  private readonly brand: SimulatedBrand;
  private readonly tills: Tills;
  private readonly asker: Asker;
  private readonly trace: Hash = createHash('sha256');
  private readonly waiting: Waiting[] = [];
  private readonly answers: string[] = [];
  private now: number;
  private crashes = 0;

  constructor(seed: number, private readonly options: RunOptions) {
    this.random = new Random(seed);
    this.now = Date.parse('2025-01-01T00:00:00Z') + this.random.below(365) * DAY + this.random.below(1_440) * MINUTE;
    this.brand = someBrand(this.random, this.now);
    const members = Array.from({ length: this.random.between(1, 3) }, () => ({ id: this.random.uuid(), status: 'ACTIVE' as const, joinedAt: this.now - this.random.below(90) * DAY }));
    this.store.take(members.map((row) => ({ table: 'members', key: row.id, row })));
    const ids = members.map(({ id }) => id);
    this.tills = new Tills(this.random, ids);
    this.asker = new Asker(this.random, this.tills, ids);
  }

  run(): RunOutcome {
    for (let asked = 0; asked < this.options.commands; asked++) {
      this.now += this.random.pick(PAUSES) + this.random.below(MINUTE);
      this.waiting.push({ command: this.asker.next(new Date(this.now)), cuts: 0 });
      // Now and then more comes in than is dealt with.
      if (this.random.chance(80)) this.doNext();
    }
    while (this.waiting.length > 0) this.doNext();
    // What is due by now, as the jobs would do it.
    for (const kind of ['expire', 'judge'] as const) this.carryOut({ command: { kind }, cuts: MOST_CUTS });
    const problems = brokenRules({ store: this.store, brand: this.brand, now: new Date(this.now), asked: this.asker.asked, tills: this.tills, answers: this.answers });
    return { hash: this.trace.digest('hex'), commands: this.answers.length, crashes: this.crashes, problems };
  }

  private doNext(): void {
    const [next] = this.waiting.splice(this.random.below(this.waiting.length), 1);
    if (next) this.carryOut(next);
  }

  private carryOut({ command, cuts }: Waiting): void {
    const cutAt = cuts < MOST_CUTS && this.random.chance(30) ? this.random.below(14) : Infinity;
    const tx = new Transaction(this.store, cutAt);
    const answer = this.attempt(command, tx);
    if (answer !== null || this.options.fault === 'torn-writes') this.store.take(tx.writes);
    if (answer !== null) this.answers.push(answer);
    if (cutAt !== Infinity) {
      this.crashes++;
      this.waiting.push({ command, cuts: cuts + 1 });
    }
    this.tell({ at: new Date(this.now), command, cutAt, answer, writes: tx.writes });
  }

  /** Null: the process ended before it had committed. */
  private attempt(command: Command, tx: Transaction): string | null {
    const newId = this.options.fault === 'own-ids' ? newUuid : this.random.uuid;
    try {
      return carryOut({ tx, brand: this.brand, now: new Date(this.now), newId }, this.forgets(command));
    } catch (error) {
      if (error instanceof Crash) return null;
      throw error;
    }
  }

  private forgets(command: Command): Command {
    return this.options.fault === 'forgotten-keys' && 'key' in command && command.kind !== 'grant' ? { ...command, key: `${command.key}/${this.answers.length}` } : command;
  }

  private tell(step: object): void {
    const line = JSON.stringify(step, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
    this.trace.update(line).update('\n');
    this.options.told?.(line);
  }
}
