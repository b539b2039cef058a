import { Pool, type PoolClient, types } from 'pg';
import type { Plan, Request, Run, Step } from './plan';

const typesByOid: Readonly<Record<number, (text: string) => unknown>> = { 20: BigInt, 1082: (text) => text };

/** Connections as the gateway has them: pipelined, as many, reading values the same way. */
export function createPool(url: string, max = 16): Pool {
  const getTypeParser = (oid: number, format?: 'text' | 'binary'): unknown => typesByOid[oid] ?? types.getTypeParser(oid, format);
  return new Pool({ connectionString: url, max, pipeline: true, types: { getTypeParser } } as ConstructorParameters<typeof Pool>[0]);
}

/** Runs an operation's statements with the gateway's round trips; `answer` goes out while the snapshot is still open. */
export async function replay<T>(pool: Pool, plan: Plan, request: Request, answer: (run: Run) => T): Promise<T> {
  const client = await pool.connect();
  const run: Run = { request, now: new Date(), made: [], results: [] };
  let broken: Error | undefined;
  try {
    const sent: Promise<void>[] = [];
    for (const step of plan.steps) {
      await sent[step.answered - 1];
      const outcome = send(client, step, run);
      outcome.catch(() => undefined); // told when it is waited for
      sent.push(outcome);
    }
    await Promise.all(sent);
    const answered = answer(run);
    if (plan.afterwards) await send(client, plan.afterwards, run);
    return answered;
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function send(client: PoolClient, step: Step, run: Run): Promise<void> {
  const values = step.values.map((value) => value(run));
  const { rows } = await client.query(step.name === null ? { text: step.text } : { name: step.name, text: step.text, values });
  run.results[step.index] = rows as Run['results'][number];
}
