import type { Text } from '@regulars/plugin-sdk';
import type { Skip } from '../data/bundle-terms';

/** Why an item of a bundle was not given. */
export const SKIPS: Readonly<Record<Skip, Text>> = {
  OUT_OF_STOCK: { en: 'The stock has not enough left.', 'zh-TW': '庫存不足。' },
  LIMIT_REACHED: { en: 'The member may be given no more of these.', 'zh-TW': '此會員已達領取上限。' },
  NOT_LIVE: { en: 'The template gives none at present.', 'zh-TW': '此樣板目前未開放發送。' },
  VALIDITY_OVER: { en: 'Its validity is over: nothing can be issued any more.', 'zh-TW': '效期已過,無法再發送。' },
  NOT_AVAILABLE: { en: 'What it gives is not available.', 'zh-TW': '目前無法提供此項獎勵。' },
  REFUSED: { en: 'What gives it refused to.', 'zh-TW': '此項獎勵無法發送。' },
  NOT_ALONE: { en: 'The bundle is given whole or not at all.', 'zh-TW': '此組合須整組發送。' },
};
