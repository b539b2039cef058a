import type { Text } from '@regulars/plugin-sdk';

export const say = {
  noSuchTemplate: { en: 'There is no such template.', 'zh-TW': '查無此範本。' },
  noSuchBroadcast: { en: 'There is no such broadcast.', 'zh-TW': '查無此推播。' },
  noSuchChannel: { en: 'There is no such channel.', 'zh-TW': '沒有此管道。' },
  noSuchPart: { en: 'The channel has no such part.', 'zh-TW': '此管道沒有這個欄位。' },
  notALanguage: { en: 'Give a language such as zh-TW.', 'zh-TW': '請填語言代碼,例如 zh-TW。' },
  twice: { en: 'It is there twice.', 'zh-TW': '重複出現。' },
  noContent: { en: 'Give at least one content.', 'zh-TW': '至少需要一則內容。' },
  noDefault: { en: 'There is no content in the default language for this channel.', 'zh-TW': '此管道缺少預設語言的內容。' },
  noSuchVariable: { en: 'There is no such variable.', 'zh-TW': '沒有此變數。' },
  notConnected: { en: 'The channel has no credentials.', 'zh-TW': '此管道尚未設定憑證。' },
  notALinkToken: { en: 'This is no link token of LINE.', 'zh-TW': '這不是 LINE 的連結權杖。' },
  notActive: { en: 'The membership is not active.', 'zh-TW': '會員資格未啟用。' },
  notABeacon: { en: 'Ten hexadecimal digits.', 'zh-TW': '須為十位十六進位數字。' },
  noSuchBeacon: { en: 'There is no such beacon.', 'zh-TW': '查無此 Beacon。' },
  noSuchStore: { en: 'There is no such store.', 'zh-TW': '查無此門市。' },
  notACredential: { en: 'This is missing, not needed, or not as the provider gives it.', 'zh-TW': '缺少此項、不需要此項,或與服務商提供的格式不符。' },
  silent: { en: 'The template says nothing by this channel.', 'zh-TW': '此範本沒有該管道的內容。' },
  notAPrice: { en: 'Give an amount that is not negative, with at most four decimals more than the currency has.', 'zh-TW': '請填非負金額,小數位數最多比幣別多四位。' },
  negative: { en: 'Give a number that is not negative.', 'zh-TW': '請填非負數。' },
  archived: { en: 'The template is archived.', 'zh-TW': '此範本已封存。' },
} as const satisfies Readonly<Record<string, Text>>;

export const partMissing = (part: string): Text => ({ en: `Give ${part}.`, 'zh-TW': `請填 ${part}。` });
export const tooLong = (max: number): Text => ({ en: `Give at most ${max} characters.`, 'zh-TW': `最多 ${max} 個字元。` });

/** Said by LINE to somebody whom the brand does not know yet. */
export const inviteToLink = (brand: string, url: string): Text => ({
  en: `Are you a member of ${brand}? Link your LINE account within ten minutes: ${url}`,
  'zh-TW': `您是 ${brand} 的會員嗎?請於十分鐘內連結您的 LINE 帳號:${url}`,
});
