import type { Statement } from '@regulars/plugin-sdk';
import type { Pool, QueryConfig } from 'pg';
import { NO_BRAND } from '../brands';
import { Lease, noTraffic, Transaction } from '../unit-of-work';

export interface OwnEntry {
  readonly readOnly?: boolean;
  /** Default: of no brand. */
  readonly brandId?: string | null;
  /** Uuids of the stores whose rows are seen; null: of all. */
  readonly stores?: readonly string[] | null;
}

/** One statement in a transaction of its own: what becomes of the caller's does not touch it. */
export async function onItsOwn<R>(pool: Pool, { readOnly = false, brandId = null, stores = null }: OwnEntry, statement: Statement<R>): Promise<R[]> {
  const lease = new Lease(pool, noTraffic());
  let broken: Error | undefined;
  try {
    const transaction = new Transaction(lease, { brandId: brandId ?? NO_BRAND, now: null, operator: false, readOnly, stores }, () => undefined);
    const rows = await transaction.sql(statement);
    await transaction.commit();
    return rows;
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    await lease.release(broken);
  }
}

/** The same, in one round trip, for a write that asks for no brand: it is sent before the server took the BEGIN, and alone it would write nothing. */
export async function writeOnItsOwn(pool: Pool, write: QueryConfig): Promise<void> {
  const lease = new Lease(pool, noTraffic());
  const sent = [{ text: 'BEGIN READ WRITE' }, write, { text: 'COMMIT' }].map((query) => lease.send(query));
  const outcomes = await Promise.allSettled(sent);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  await lease.release(failure?.reason as Error | undefined);
  if (failure) throw failure.reason;
}
