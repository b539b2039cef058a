import { type CodeDelivery, type JsonObject, newUuid, type PersonalDataCodec, type SentCode, statement } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import type { RequestContext } from '../request-context';

const send = statement<never, [string, Buffer, number]>('platform.send-code', 'SELECT platform.send_code($1, $2, $3)');

const LONGEST = 24 * 3600; // s that a code may wait: whoever asked has long asked again

const placeOf = (row: string) => ({ table: 'platform.outgoing_code', column: 'sealed', row });

/** Codes on their way: sealed in the transaction that made them, handed to a sender after its commit. */
export class CodeDeliveryOf implements CodeDelivery {
  constructor(private readonly ctx: RequestContext, private readonly codec: PersonalDataCodec) {}

  async deliver(code: SentCode): Promise<void> {
    const id = newUuid();
    const seconds = Math.ceil((code.expiresAt.getTime() - this.ctx.now.getTime()) / 1_000);
    await this.ctx.sql(send(id, this.codec.seal(JSON.stringify(code), placeOf(id)), Math.min(Math.max(seconds, 1), LONGEST)));
  }
}

export function openCode(codec: PersonalDataCodec, id: string, sealed: Buffer): SentCode {
  const { expiresAt, ...code } = JSON.parse(codec.open(sealed, placeOf(id))) as JsonObject;
  return { ...(code as unknown as SentCode), expiresAt: new Date(String(expiresAt)) };
}

/** A code that no sender took, or has not taken yet. */
export interface WaitingCode extends SentCode {
  /** The brand's code; null for what concerns no one brand. */
  readonly brand: string | null;
  readonly createdAt: Date;
}

const WAITING = `
  SELECT o.id, o.brand_id, b.code AS brand, o.sealed, o.created_at FROM platform.outgoing_code o LEFT JOIN platform.brand b ON b.id = o.brand_id
   WHERE o.expires_at > clock_timestamp() ORDER BY o.created_at DESC, o.id DESC LIMIT 100`;

/** The development outbox, newest first. */
export async function waitingCodes(relay: Pool, codecOf: (brandId: string | null) => PersonalDataCodec): Promise<WaitingCode[]> {
  const { rows } = await relay.query<{ id: string; brand_id: string | null; brand: string | null; sealed: Buffer; created_at: Date }>(WAITING);
  return rows.map(({ id, brand_id, brand, sealed, created_at }) => ({ brand, createdAt: created_at, ...openCode(codecOf(brand_id), id, sealed) }));
}
