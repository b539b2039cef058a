import { Members, type MemberStanding, MemberStatus, Recruitments } from '@regulars/member/contract';
import { type Context, HOUR, InvalidInputError, newUuid, publicId, readId, reject } from '@regulars/plugin-sdk';
import { couponsById, type CouponRow, couponsForUpdate } from '../data/coupon.statements';
import { acceptTransfer, cancelTransfers, insertTransfer, setOwner, transferByToken, type TransferRow, transfersById } from '../data/transfer.statements';
import { GiftCouponNotTransferableError, GiftCouponSelfTransferError } from '../errors';
import { codeIndex, newCode, sealCode } from './codes';
import { GiftCouponTransferred } from './events';
import { refuseToken } from './find-coupon';
import { countGuess, refuseGuesser } from './guess-limit';
import { COUPON_PREFIX, TEMPLATE_PREFIX } from './ids';
import { lockSeen, refuseCoupon, stateAmong } from './locked-coupon';
import { templatesOf } from './template';
import { isTransferToken, transferToken, transferTokenIndex } from './transfer-tokens';
import { writeTurns } from './write-steps';

const LIFE = 72 * HOUR;
const CHANNEL = 'COUPON_TRANSFER';

export interface TransferRef {
  readonly transferId: string;
  readonly couponId: string;
}

/** Whose coupon it must be; null: anybody's, the staff ask. */
export type Asker = string | null;

async function ownedCoupon(ctx: Context, id: string, asker: Asker): Promise<CouponRow> {
  const uuid = readId(COUPON_PREFIX, id);
  const [seen] = uuid === null ? [] : await ctx.sql(couponsById([uuid]));
  if (!seen || (asker !== null && seen.member_id !== asker)) return refuseCoupon('id', id);
  return lockSeen(ctx, seen);
}

/** Who may use nothing gives nothing away either: others could use it for them. */
function refuseGiver(ctx: Context, owner: MemberStanding | undefined, path: string): void {
  if (owner?.status !== MemberStatus.ACTIVE) reject(new InvalidInputError({ en: 'Only an active member gives coupons away.', 'zh-TW': '僅有效會員可轉贈。' }, path));
  if (owner.spendableFrom !== null && owner.spendableFrom > ctx.now) {
    reject(new InvalidInputError({ en: 'The owner may use nothing for some time, and give nothing away.', 'zh-TW': '持有人暫時無法使用或轉贈。' }, path));
  }
}

/** Whoever takes the token within 72 hours, or while the coupon is valid, has the coupon; the owner cannot use it meanwhile. */
export async function offerTransfer(ctx: Context, id: string, asker: Asker): Promise<TransferRef> {
  const row = await ownedCoupon(ctx, id, asker);
  const template = (await templatesOf(ctx)).ofCoupon(row);
  if (!template.transferable || row.hops >= template.maxTransfers) {
    reject(new GiftCouponNotTransferableError({ en: 'It cannot be given away, or not any more.', 'zh-TW': '此禮物券不可轉贈,或已達轉贈次數上限。' }, 'id'));
  }
  stateAmong(ctx, row, ['ACTIVE'], 'TRANSFER_PENDING');
  refuseGiver(ctx, (await ctx.use(Members).standings([row.member_id])).get(row.member_id), 'id');
  const end = ctx.now.getTime() + LIFE;
  const expiresAt = new Date(row.valid_to ? Math.min(end, row.valid_to.getTime()) : end);
  const transferId = newUuid();
  void ctx.sql(insertTransfer(transferId, row.id, row.member_id, transferTokenIndex(ctx, transferToken(ctx, transferId)), ctx.now, expiresAt));
  writeTurns(ctx, [{ row, to: 'TRANSFER_PENDING', reason: 'TRANSFER_OFFERED', heldUntil: expiresAt }]);
  return { transferId, couponId: row.id };
}

/** The offer behind a token, accepted or not; null for what is no token. Those that are none are counted. */
export async function findTransfer(ctx: Context, token: string): Promise<TransferRow | null> {
  refuseGuesser(ctx, 'token');
  const [transfer] = isTransferToken(token) ? await ctx.sql(transferByToken(transferTokenIndex(ctx, token))) : [];
  if (!transfer) await countGuess(ctx, token, 'token');
  return transfer ?? null;
}

/** The first who accepts has it. Who joined after it was offered was brought by it. */
export async function acceptOffer(ctx: Context, token: string, receiverId: string): Promise<{ readonly couponId: string }> {
  const seen = await findTransfer(ctx, token);
  if (!seen) return refuseCoupon('token');
  const { sender_id: senderId } = seen;
  await ctx.use(Members).lock([senderId, receiverId]);
  const [[row], [transfer], standings] = await Promise.all([
    ctx.sql(couponsForUpdate([seen.coupon_id])), ctx.sql(transfersById([seen.id])), ctx.use(Members).standings([senderId, receiverId]),
  ]);
  const receiver = standings.get(receiverId);
  if (!row || !transfer) throw new Error('A coupon that is offered is not there');
  if (transfer.sender_id !== senderId) return ctx.restart('The sender was merged into another member meanwhile');
  if (senderId === receiverId) reject(new GiftCouponSelfTransferError({ en: 'Nobody gives a coupon to themselves.', 'zh-TW': '不可轉贈給自己。' }, 'token'));
  if (receiver?.status !== MemberStatus.ACTIVE) reject(new InvalidInputError({ en: 'Only active members are given coupons.', 'zh-TW': '僅能轉贈給有效會員。' }, 'memberId'));
  const [taken] = row.state === 'TRANSFER_PENDING' ? await ctx.sql(acceptTransfer(transfer.id, receiverId, ctx.now)) : [];
  if (!taken) refuseToken('token');
  refuseGiver(ctx, standings.get(senderId), 'token');
  writeTurns(ctx, [{ row, to: 'ACTIVE', reason: 'TRANSFER_ACCEPTED' }]);
  const code = newCode();
  void ctx.sql(setOwner(row.id, receiverId, sealCode(ctx, row.id, code), codeIndex(ctx, code)));
  if (receiver.joinedAt >= transfer.offered_at) await ctx.use(Recruitments).attribute(receiverId, CHANNEL);
  const payload = { couponId: publicId(COUPON_PREFIX, row.id), templateId: publicId(TEMPLATE_PREFIX, row.template_id), fromMemberId: publicId('mbr', senderId) };
  ctx.emit(GiftCouponTransferred, payload, receiverId);
  return { couponId: row.id };
}

/** Takes an offer back that nobody has accepted. */
export async function cancelOffer(ctx: Context, id: string, asker: Asker): Promise<{ readonly couponId: string }> {
  const row = await ownedCoupon(ctx, id, asker);
  stateAmong(ctx, row, ['TRANSFER_PENDING'], 'ACTIVE');
  void ctx.sql(cancelTransfers([row.id], ctx.now));
  writeTurns(ctx, [{ row, to: 'ACTIVE', reason: 'TRANSFER_CANCELLED' }]);
  return { couponId: row.id };
}
