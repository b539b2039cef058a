import { statement } from '@regulars/plugin-sdk';

export interface TransferRow {
  readonly id: string;
  readonly coupon_id: string;
  readonly sender_id: string;
  readonly receiver_id: string | null;
  readonly state: 'OFFERED' | 'ACCEPTED' | 'CANCELLED';
  readonly offered_at: Date;
  readonly expires_at: Date;
}

const COLUMNS = 't.id, t.coupon_id, t.sender_id, t.receiver_id, t.state, t.offered_at, t.expires_at';

export const transfersById = statement<TransferRow, [ids: readonly string[]]>('gift-coupon.transfers-by-id', `
  SELECT ${COLUMNS} FROM gift_coupon.transfer AS t WHERE t.id = ANY($1::uuid[])`);

export const transferByToken = statement<TransferRow, [tokenIndex: Buffer]>('gift-coupon.transfer-by-token', `
  SELECT ${COLUMNS} FROM gift_coupon.transfer AS t WHERE t.token_index = $1`);

export const insertTransfer = statement<never, [id: string, couponId: string, senderId: string, tokenIndex: Buffer, at: Date, expiresAt: Date]>('gift-coupon.insert-transfer', `
  INSERT INTO gift_coupon.transfer (id, coupon_id, sender_id, token_index, offered_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`);

/** Nothing when somebody else took it, or the sender took it back. */
export const acceptTransfer = statement<{ id: string }, [id: string, receiverId: string, at: Date]>('gift-coupon.accept-transfer', `
  UPDATE gift_coupon.transfer SET state = 'ACCEPTED', receiver_id = $2, ended_at = $3 WHERE id = $1 AND state = 'OFFERED' AND expires_at > $3 RETURNING id`);

/** What is offered of these coupons is offered no more. */
export const cancelTransfers = statement<never, [couponIds: readonly string[], at: Date]>('gift-coupon.cancel-transfers', `
  UPDATE gift_coupon.transfer SET state = 'CANCELLED', ended_at = $2 WHERE coupon_id = ANY($1::uuid[]) AND state = 'OFFERED'`);

/** With another code: whoever had it may know the old one. */
export const setOwner = statement<never, [couponId: string, memberId: string, codeSealed: Buffer, codeIndex: Buffer]>('gift-coupon.set-owner', `
  WITH coded AS (UPDATE gift_coupon.coupon_code SET code_sealed = $3, code_index = $4 WHERE id = $1)
  UPDATE gift_coupon.coupon SET member_id = $2, hops = hops + 1 WHERE id = $1`)

export const moveSenders = statement<{ id: string }, [survivorId: string, loserId: string]>('gift-coupon.move-senders', `
  UPDATE gift_coupon.transfer SET sender_id = $1 WHERE sender_id = $2 RETURNING id`);

export const moveReceivers = statement<{ id: string }, [survivorId: string, loserId: string]>('gift-coupon.move-receivers', `
  UPDATE gift_coupon.transfer SET receiver_id = $1 WHERE receiver_id = $2 RETURNING id`);

export const returnTransfers = statement<never, [loserId: string, sent: readonly string[], received: readonly string[]]>('gift-coupon.return-transfers', `
  UPDATE gift_coupon.transfer SET sender_id = CASE WHEN id = ANY($2::uuid[]) THEN $1 ELSE sender_id END, receiver_id = CASE WHEN id = ANY($3::uuid[]) THEN $1 ELSE receiver_id END
   WHERE id = ANY($2::uuid[]) OR id = ANY($3::uuid[])`);
