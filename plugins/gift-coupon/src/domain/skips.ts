import type { Text } from '@regulars/plugin-sdk';
import type { Skip } from '../data/bundle-terms';

/** Why an item of a bundle was not given. */
export const SKIPS: Readonly<Record<Skip, Text>> = {
  OUT_OF_STOCK: { en: 'The stock has not enough left.', 'zh-TW': '庫存不足。' },
  LIMIT_REACHED: { en: 'The member may be given no more of these.', 'zh-TW': '此會員已達領取上限。' },
  NOT_LIVE: { en: 'The template gives none at present.', 'zh-TW': '此樣板目前未開放發送。' },
  VALIDITY_OVER: { en: 'Its validity is over: nothing can be issued any more.', 'zh-TW': '效期已過,無法再發送。' },
  NOT_FIRST_ORDER: { en: 'It is for members who have ordered nothing yet.', 'zh-TW': '僅能發送給尚未消費的會員。' },
  NOT_AVAILABLE: { en: 'What it gives is not available.', 'zh-TW': '目前無法提供此項獎勵。' },
  REFUSED: { en: 'What gives it refused to.', 'zh-TW': '此項獎勵無法發送。' },
  NO_AGREEMENT: { en: 'There is no live agreement with the brand whose it is.', 'zh-TW': '與該品牌沒有生效中的協議。' },
  NO_CONSENT: { en: 'The member has not agreed that the brands of the group know of each other\'s members, or has no phone.', 'zh-TW': '會員未同意集團共享資料,或沒有手機號碼。' },
  // Of older gifts: a partner tells no more than that it does not give it.
  NOT_A_MEMBER: { en: 'The member is no active member of the brand whose it is.', 'zh-TW': '此會員不是該品牌的有效會員。' },
  NOT_AVAILABLE_TO_MEMBER: { en: 'The brand whose it is does not give it to this person at present.', 'zh-TW': '該品牌目前無法提供此項獎勵給此會員。' },
  ASKED: { en: 'The brand whose it is has been asked.', 'zh-TW': '已向該品牌提出請求。' },
  TAKEN_BACK: { en: 'It was taken back before it came.', 'zh-TW': '發送前已收回。' },
  NOT_ALONE: { en: 'The bundle is given whole or not at all.', 'zh-TW': '此組合須整組發送。' },
};
