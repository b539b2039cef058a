import { statement } from '@regulars/plugin-sdk';

export interface TestRow {
  readonly id: string;
  readonly channel: string;
  readonly state: 'QUEUED' | 'SENDING' | 'SENT' | 'DELIVERED' | 'OPENED' | 'FAILED';
  readonly reason: string | null;
  readonly made_at: Date;
}

const COLUMNS = 't.id, t.channel, t.state, t.reason, t.made_at';

export const testsByIds = statement<TestRow, [ids: readonly string[]]>('messaging.tests-by-ids', `SELECT ${COLUMNS} FROM messaging.test AS t WHERE t.id = ANY($1::uuid[])`);

export const holdTest = statement<TestRow, [channel: string, id: string]>('messaging.hold-test', `SELECT ${COLUMNS} FROM messaging.test AS t WHERE t.channel = $1 AND t.id = $2 FOR NO KEY UPDATE`);

export const insertTest = statement<never, [id: string, channel: string, state: string]>('messaging.insert-test', 'INSERT INTO messaging.test (id, channel, state) VALUES ($1, $2, $3)');

/** Once. A process of the version before has queued tests that stand nowhere. */
export const takeTest = statement<{ id: string }, [id: string, channel: string]>('messaging.take-test', `
  INSERT INTO messaging.test AS t (id, channel, state) VALUES ($1, $2, 'SENDING') ON CONFLICT (brand_id, id) DO UPDATE SET state = 'SENDING' WHERE t.state = 'QUEUED' RETURNING t.id`);

/** Unless the provider's own word of it came first. */
export const settleTest = statement<never, [id: string, state: string, reason: string | null]>('messaging.settle-test', `UPDATE messaging.test SET state = $2, reason = $3 WHERE id = $1 AND state = 'SENDING'`);

export const setTest = statement<never, [id: string, state: string, reason: string | null]>('messaging.set-test', 'UPDATE messaging.test SET state = $2, reason = $3 WHERE id = $1');

export const forgetTests = statement<never, [before: Date]>('messaging.forget-tests', 'DELETE FROM messaging.test WHERE made_at < $1');
