import { reErase } from '@regulars/member/contract';
import { actorOf } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import type { Installation } from './commands';
import { Refused } from './refused';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const LINE = new RegExp(`^(${UUID}) (${UUID})$`);
const AT_ONCE = 100;

/** A line each, `brand member`: who was erased since. */
export async function listErasures({ ownerUrl }: Installation, since: string | undefined): Promise<string[]> {
  const from = new Date(since ?? 0);
  if (Number.isNaN(from.getTime())) throw new Refused(`${since} is no date, such as 2026-01-31.`);
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(`SELECT brand_id || ' ' || member_id AS line FROM member.erasure WHERE at >= $1 ORDER BY at, member_id`, [from]);
    return rows.map(({ line }) => line);
  } finally {
    await client.end();
  }
}

/** Erases them again, in a database from before they were erased. Answers how many were there. */
export async function eraseAgain({ runtime }: Installation, lines: readonly string[]): Promise<number> {
  const byBrand = new Map<string, string[]>();
  // A list that was fetched without `-s` begins with what npm says about itself.
  for (const line of lines.map((one) => one.trim()).filter((one) => one !== '' && !one.startsWith('>'))) {
    const [, brandId, memberId] = LINE.exec(line) ?? [];
    if (!brandId || !memberId) throw new Refused(`This is no line of the list: ${line}`);
    byBrand.set(brandId, [...(byBrand.get(brandId) ?? []), memberId]);
  }
  const actor = actorOf({ kind: 'system', id: 're-erase', name: 'npm run admin' });
  let erased = 0;
  for (const [brandId, ids] of byBrand) {
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      erased += await runtime.transaction({ brandId, audience: 'staff', actor }, (ctx) => reErase(ctx, ids.slice(start, start + AT_ONCE)));
    }
  }
  return erased;
}
