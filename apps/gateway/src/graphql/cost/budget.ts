import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';

/** A bucket of points: full to begin with, and refilled all the time. */
export interface BudgetSize {
  readonly capacity: number;
  /** Points a second. */
  readonly rate: number;
}

/** Who pays. */
export interface Payer {
  /** Names the caller among all of the installation. */
  readonly key: string;
  readonly size: BudgetSize;
}

/** What is taken from the shared bucket at a time, and what a node may spend before it has asked: of the capacity. */
const CHUNK = 0.02;
const MIN_PAUSE = 50; // ms before an empty bucket is asked again
const MAX_ASKED = 4; // leases under way when a request came may not have been for it
const MAX_ACCOUNTS = 50_000;

const LEASE = 'SELECT granted, remaining FROM platform.lease_cost_budget($1, $2, $3, $4)';

type Lease = (wanted: number) => Promise<{ readonly granted: number; readonly remaining: number }>;

/** One caller's points, as far as this process has them. */
class Account {
  /** Leased and not spent; negative is what was spent ahead of the next lease. */
  points = 0;
  /** What the shared bucket held when it was last asked. */
  private remaining: number;
  private askedAt = 0;
  /** The shared bucket was found empty: it is asked again from then on. */
  private emptyUntil = 0;
  private leasing: Promise<void> | null = null;
  /** Points of requests that wait for a lease. */
  private waiting = 0;
  usedAt = 0;

  constructor(private readonly size: BudgetSize, private readonly lease: Lease, private readonly clock: () => number) {
    this.remaining = size.capacity;
    this.askedAt = this.usedAt = clock();
  }

  private get chunk(): number {
    return this.size.capacity * CHUNK;
  }

  /** Takes the points, or answers in how many ms there will be enough. Waits for the database only when it must. */
  async spend(points: number): Promise<number | null> {
    this.touch();
    for (let asked = 0; ; asked++) {
      if (this.take(points)) return null;
      const wait = this.wait(points);
      if (asked === MAX_ASKED || wait > 0) return Math.max(wait, MIN_PAUSE);
      this.waiting += points;
      await this.ask();
      this.waiting -= points;
    }
  }

  private take(points: number): boolean {
    // A bucket that was not found empty is good for a chunk: the request goes on while the lease is under way.
    const ahead = this.clock() < this.emptyUntil ? 0 : this.chunk;
    if (this.points - points < -ahead) return false;
    this.points -= points;
    if (this.points < this.chunk / 2 && this.clock() >= this.emptyUntil) void this.ask();
    return true;
  }

  /** ms until it makes sense to ask for so many points. */
  private wait(points: number): number {
    const now = this.clock();
    const missing = points - this.points - this.refilled(now);
    return Math.ceil(Math.max(this.emptyUntil - now, (missing / this.size.rate) * 1_000, 0));
  }

  /** At most in the shared bucket by now: others may have taken from it. */
  private refilled(now: number): number {
    return Math.min(this.size.capacity, this.remaining + ((now - this.askedAt) / 1_000) * this.size.rate);
  }

  /** One lease at a time; whoever comes meanwhile waits for the same. */
  private ask(): Promise<void> {
    this.leasing ??= this.askNow().finally(() => (this.leasing = null));
    return this.leasing;
  }

  private async askNow(): Promise<void> {
    const wanted = this.chunk + this.waiting - Math.min(this.points, 0);
    try {
      const { granted, remaining } = await this.lease(wanted);
      const now = this.clock();
      this.points += granted;
      this.remaining = remaining;
      this.askedAt = now;
      if (granted < wanted) this.emptyUntil = now + Math.max(MIN_PAUSE, (this.chunk / this.size.rate) * 1_000);
    } catch {
      this.points = Math.max(this.points, this.chunk); // no database: what is asked for will fail without our help
    }
  }

  /** What it is worth after a time without calls is what a full bucket is worth. */
  private touch(): void {
    const now = this.clock();
    if (now - this.usedAt > (this.size.capacity / this.size.rate) * 1_000) this.points = Math.min(this.points, 0);
    this.usedAt = now;
  }

  get available(): number {
    return Math.min(this.size.capacity, Math.max(0, this.refilled(this.clock()) + this.points));
  }
}

/** What every caller may spend, over all gateways of the installation. */
export class CostBudgets {
  private readonly accounts = new Map<string, Account>();

  /** @param secret keeps what names callers, addresses among it, out of the database */
  constructor(private readonly pool: Pick<Pool, 'query'>, private readonly secret: Buffer, private readonly clock: () => number = () => performance.now()) {}

  /** Null when the points are taken, else in how many ms there will be enough. */
  spend(payer: Payer, points: number): Promise<number | null> {
    // What costs more than a whole bucket would never be let through.
    return this.account(payer).spend(Math.min(points, payer.size.capacity));
  }

  /** Gives back what was taken too much, or takes what was taken too little. */
  settle(payer: Payer, difference: number): void {
    this.account(payer).points += difference;
  }

  /** To the nearest hundredth of the capacity: nodes hold leases, so it cannot be known better. */
  available(payer: Payer): number {
    const step = payer.size.capacity / 100;
    return Math.round(Math.round(this.account(payer).available / step) * step);
  }

  private account(payer: Payer): Account {
    let account = this.accounts.get(payer.key);
    if (!account) {
      if (this.accounts.size >= MAX_ACCOUNTS) this.forgetIdle();
      account = new Account(payer.size, this.leaseFor(payer), this.clock);
      this.accounts.set(payer.key, account);
    }
    return account;
  }

  private leaseFor({ key, size }: Payer): Lease {
    const caller = createHmac('sha256', this.secret).update(key).digest();
    return async (wanted) => {
      const { rows } = await this.pool.query<{ granted: number; remaining: number }>({ name: 'platform.lease-cost-budget', text: LEASE, values: [caller, size.capacity, size.rate, wanted] });
      return rows[0] ?? { granted: 0, remaining: 0 };
    };
  }

  /** The older half: whoever comes back begins with what the database knows. */
  private forgetIdle(): void {
    const oldest = [...this.accounts].sort(([, a], [, b]) => a.usedAt - b.usedAt).slice(0, MAX_ACCOUNTS / 2);
    for (const [key] of oldest) this.accounts.delete(key);
  }
}
