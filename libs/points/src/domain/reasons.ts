import type { Text } from '@regulars/plugin-sdk';

const REASONS: Readonly<Record<string, Text>> = {
  EARN: { en: 'Points given', 'zh-TW': '贈點' },
  BURN: { en: 'Points redeemed', 'zh-TW': '點數兌換' },
  EXPIRE: { en: 'Points expired', 'zh-TW': '點數到期' },
  ADJUST: { en: 'Correction', 'zh-TW': '點數調整' },
  WRITE_OFF: { en: 'Points that could not be taken back', 'zh-TW': '無法收回的點數' },
  REVERSE_EARN: { en: 'Points taken back', 'zh-TW': '收回點數' },
  RESTORE_BURN: { en: 'Redeemed points returned', 'zh-TW': '退還兌換點數' },
  TRANSFER_OUT: { en: 'Transfer to another member', 'zh-TW': '轉出點數' },
  TRANSFER_IN: { en: 'Transfer from another member', 'zh-TW': '轉入點數' },
  MERGE_OUT: { en: 'Moved to the merged account', 'zh-TW': '併出至合併帳戶' },
  MERGE_IN: { en: 'From the merged account', 'zh-TW': '自合併帳戶併入' },
};

const OF_ORDERS: Readonly<Record<string, Text>> = {
  EARN: { en: 'Points for an order', 'zh-TW': '消費累點' },
  BURN: { en: 'Points used for an order', 'zh-TW': '消費折抵點數' },
  REVERSE_EARN: { en: 'The order was refunded or changed', 'zh-TW': '訂單退款或異動，收回點數' },
};

/** What an entry says when nobody gave it a reason of its own. */
export const reasonOf = (kind: string, isOfOrder: boolean): Text => (isOfOrder ? OF_ORDERS[kind] : undefined) ?? REASONS[kind] ?? kind;
