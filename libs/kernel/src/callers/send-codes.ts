import { actorOf, CodeSenders } from '@regulars/plugin-sdk';
import type { Runtime } from '../runtime';
import { openCode } from './codes';

interface CodeRow {
  readonly id: string;
  readonly brand_id: string | null;
  readonly sealed: Buffer;
}

const AT_ONCE = 10;

// A lease of half a minute: a process that dies in between has others try again.
const CLAIM = `
  UPDATE platform.outgoing_code SET due_at = clock_timestamp() + interval '30 seconds', attempts = attempts + 1
   WHERE id IN (SELECT id FROM platform.outgoing_code WHERE state = 'PENDING' AND due_at <= clock_timestamp() AND expires_at > clock_timestamp()
                 ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
  RETURNING id, brand_id, sealed`;

/** Hands on the codes that wait; answers how many there were. */
export async function sendCodes(runtime: Runtime): Promise<number> {
  const { rows } = await runtime.relay.query<CodeRow>(CLAIM);
  await Promise.all(rows.map((row) => sendOne(runtime, row)));
  return rows.length;
}

/** Gone from the database once a sender has it. One that fails is tried again until it expires. */
async function sendOne(runtime: Runtime, { id, brand_id: brandId, sealed }: CodeRow): Promise<void> {
  try {
    const code = openCode(runtime.codecOf(brandId), id, sealed);
    const actor = actorOf({ kind: 'system', id: 'platform/codes', name: 'platform/codes' });
    const isTaken = await runtime.transaction({ brandId, audience: 'staff', actor }, async (ctx) => {
      for (const sender of ctx.extensions(CodeSenders)) if (await sender.send(ctx, code)) return true;
      return false;
    });
    await runtime.relay.query(isTaken ? 'DELETE FROM platform.outgoing_code WHERE id = $1' : `UPDATE platform.outgoing_code SET state = 'UNTAKEN' WHERE id = $1`, [id]);
  } catch (error) {
    // Not its message: a sender's may quote the code, or whom it is for.
    const { name, code } = error as { readonly name?: string; readonly code?: string };
    runtime.logger.warn({ outgoing: id, brand: brandId, fault: [name, code].filter(Boolean).join(' ') }, 'a code could not be sent and is tried again');
  }
}
