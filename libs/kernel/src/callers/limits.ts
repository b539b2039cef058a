import { createHmac } from 'node:crypto';
import { type AddressLimits, type LimitRule, type Limits, statement } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import { onItsOwn } from './on-its-own';

const take = statement<{ wait: number | null }, [Buffer, readonly number[], readonly number[], string | null]>('platform.take-attempt', `
  SELECT platform.take_attempt($1, $2, $3, $4) AS wait`);

const clear = statement<never, [Buffer]>('platform.clear-attempts', 'SELECT platform.clear_attempts($1)');

/** What limits stand on: a pool of their own (whoever asks may hold a connection of another), and a key for subjects. */
export interface LimitStore {
  readonly pool: Pool;
  readonly key: Buffer;
}

/** Exact across processes: attempts at one thing stand in one row, whose lock each of them takes in turn. */
export class LimitsOf implements Limits {
  /** @param brandId whose subjects and clock these are; null: the installation's, by the database's clock */
  constructor(private readonly brandId: string | null, private readonly store: LimitStore) {}

  async take(name: string, subject: string, rules: readonly LimitRule[]): Promise<number | null> {
    if (rules.length === 0) return null;
    const [row] = await onItsOwn(this.store.pool, {}, take(this.keyOf(name, subject), rules.map(({ max }) => max), rules.map(({ seconds }) => seconds), this.brandId));
    return row?.wait ?? null;
  }

  async clear(name: string, subject: string): Promise<void> {
    await onItsOwn(this.store.pool, {}, clear(this.keyOf(name, subject)));
  }

  /** One brand's subjects are not another's. */
  private keyOf(name: string, subject: string): Buffer {
    return createHmac('sha256', this.store.key).update(JSON.stringify([this.brandId, name, subject])).digest();
  }
}

/** What one network asks of one brand, or of the installation where no brand is named yet. */
export class AddressLimitsOf implements AddressLimits {
  private readonly limits: Limits;

  constructor(private readonly brandId: string | null, private readonly address: string | undefined, store: LimitStore) {
    this.limits = new LimitsOf(null, store);
  }

  async take(name: string, rules: readonly LimitRule[]): Promise<number | null> {
    return this.address === undefined ? null : this.limits.take(`${name}-from-address`, JSON.stringify([this.brandId, this.address]), rules);
  }
}
