import type { Text } from '@regulars/plugin-sdk';

/** Why a coupon cannot be used; the codes are part of the API. */
export const REASONS = {
  UNKNOWN_CODE: { en: 'There is no such code.', 'zh-TW': '查無此代碼。' },
  NOT_YET_VALID: { en: 'It is not valid yet.', 'zh-TW': '尚未生效。' },
  EXPIRED: { en: 'It has expired.', 'zh-TW': '已過期。' },
  ALREADY_REDEEMED: { en: 'It has been used.', 'zh-TW': '已使用完畢。' },
  REVOKED: { en: 'It was revoked.', 'zh-TW': '已作廢。' },
  RESERVED: { en: 'Another till has reserved it.', 'zh-TW': '已被其他收銀台保留。' },
  TRANSFER_PENDING: { en: 'It is being given to somebody else.', 'zh-TW': '轉贈中。' },
  NOT_OWNER: { en: 'It belongs to another member.', 'zh-TW': '屬於其他會員。' },
  MEMBER_NOT_ACTIVE: { en: 'The member is not active.', 'zh-TW': '會員目前不是有效狀態。' },
  MEMBER_ON_HOLD: { en: 'The member can spend nothing yet.', 'zh-TW': '會員暫時無法使用權益。' },
  PER_MEMBER_LIMIT: { en: 'The member has used as many of them as a member may.', 'zh-TW': '已達每人使用上限。' },
  NOT_FIRST_ORDER: { en: 'It is for a first order.', 'zh-TW': '限首次消費使用。' },
  REWARD_NOT_AVAILABLE: { en: 'What it gives cannot be given now.', 'zh-TW': '目前無法發放此券的獎勵。' },
  WRONG_STORE: { en: 'It is not for this store.', 'zh-TW': '此門市不適用。' },
  WRONG_CHANNEL: { en: 'It is not for this channel.', 'zh-TW': '此通路不適用。' },
  OUTSIDE_WINDOW: { en: 'It is not for this day or hour.', 'zh-TW': '此日期或時段不適用。' },
  MIN_SPEND: { en: 'The basket comes to less than it takes.', 'zh-TW': '未達最低消費。' },
  NOTHING_TO_DISCOUNT: { en: 'Nothing in the basket is what it is for.', 'zh-TW': '購物車內沒有適用品項。' },
  ALREADY_ON_ORDER: { en: 'It was used on this order.', 'zh-TW': '此訂單已使用過這張券。' },
  NOT_STACKABLE: { en: 'It does not go with another coupon of the order.', 'zh-TW': '不可與此訂單的其他禮物券併用。' },
  TOKEN_USED: { en: 'The code on the screen was used: show a new one.', 'zh-TW': '條碼已使用,請重新出示。' },
  ORDER_VOID: { en: 'The order was given back.', 'zh-TW': '訂單已退款或作廢。' },
} as const satisfies Readonly<Record<string, Text>>;

export type RefusalReason = keyof typeof REASONS;
