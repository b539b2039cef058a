import { examine, type Finding } from '@regulars/kernel';
import type { Invariant } from '@regulars/plugin-sdk';
import type { PoolClient } from 'pg';
import type { TestShop } from '../shop';
import { type Check, shopWith, type Subject } from './subject';

/** Every invariant holds after the scenario. */
export const invariantsHold: Check = async (subject) => {
  if (!subject.plugin.invariants?.length) return [];
  const shop = await shopWith(subject, 2);
  const problems: string[] = [];
  for (const invariant of subject.plugin.invariants) {
    const found = await shop.read((ctx) => examine(ctx, invariant, null));
    problems.push(...found.map(({ subject: about, problem }) => `${invariant.id} is broken by ${about}: ${problem}`));
  }
  return problems;
};

/** An invariant that nothing can break watches nothing: a planted fault is found, and by a look at its subject alone too. */
export const invariantsCanFail: Check = async (subject) => {
  if (!subject.plugin.invariants?.length) return [];
  const shop = await shopWith(subject, 2);
  const problems: string[] = [];
  for (const invariant of subject.plugin.invariants) {
    const fault = subject.options.faults?.[invariant.id];
    if (fault === undefined) problems.push(`options.faults plants no fault that breaks ${invariant.id}`);
    else problems.push(...(await planted(subject, shop, invariant, fault)).map((problem) => `${invariant.id} ${problem}`));
  }
  return problems;
};

/** The fault is made with triggers and foreign keys off, as one of the database itself would be, and never committed. */
async function planted({ platform }: Subject, shop: TestShop, invariant: Invariant, fault: string): Promise<string[]> {
  const client = await platform.owner.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.brand_id', $1, true), set_config('app.now', clock_timestamp()::text, true)`, [shop.id]);
    await client.query('SET LOCAL session_replication_role = replica');
    const { rowCount } = await client.query(fault.replaceAll(':brand', `'${shop.id}'`));
    if (!rowCount) return ['is to be broken by a fault that changes nothing'];
    await client.query('SET LOCAL ROLE regulars_app');
    return await sightOf(client, invariant);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

async function sightOf(client: PoolClient, invariant: Invariant): Promise<string[]> {
  const [first] = await found(client, invariant, null);
  if (!first) return ['does not see the fault that was planted'];
  if (invariant.of === undefined) return [];
  const one = await found(client, invariant, [first.subject]);
  const none = await found(client, invariant, []);
  return [...(one.length === 1 ? [] : ['sees something else when it looks at one subject only']), ...(none.length === 0 ? [] : ['sees something where it does not look'])];
}

function found(client: PoolClient, invariant: Invariant, ids: readonly string[] | null): Promise<Finding[]> {
  const sql = async <R>({ text, values }: { readonly text: string; readonly values: readonly unknown[] }): Promise<R[]> => (await client.query({ text, values: [...values] })).rows as R[];
  return examine({ sql }, invariant, ids);
}
