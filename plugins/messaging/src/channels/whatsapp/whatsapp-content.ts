import type { ChannelContent, ContentPart, ContentProblem } from '../channel';

const MAX_TEXT = 4_096;
const MAX_PARAMETERS = 20;
const WINDOW = 86_400_000; // ms
const TEMPLATE = /^[a-z0-9_]{1,512}$/;
const LOCALE = /^[a-z]{2,3}(_[A-Z]{2,4})?$/;

/** A template that WhatsApp has approved, and what stands in its places; or a text, for who wrote within the last 24 hours. */
export const WHATSAPP_PARTS: readonly ContentPart[] = [
  { name: 'template', escape: 'NONE', required: false, maxLength: 512 },
  { name: 'locale', escape: 'NONE', required: false, maxLength: 10 },
  { name: 'parameters', escape: 'JSON', required: false, maxLength: 8_000 },
  { name: 'text', escape: 'NONE', required: false, maxLength: MAX_TEXT },
];

const say = {
  either: { en: 'Name a template, or write a text', 'zh-TW': '請指定範本,或填寫文字' },
  notBoth: { en: 'A template brings its own text', 'zh-TW': '範本已有文字,不可再填寫文字' },
  noTemplate: { en: 'Names of templates are of lower-case letters, digits and _', 'zh-TW': '範本名稱僅限小寫英文字母、數字與底線' },
  noLocale: { en: 'Say the template\'s language as WhatsApp does: zh_TW', 'zh-TW': '請以 WhatsApp 的寫法填寫語言:zh_TW' },
  noList: { en: `A JSON list of at most ${MAX_PARAMETERS} texts, none of them empty, without line breaks`, 'zh-TW': `最多 ${MAX_PARAMETERS} 個文字的 JSON 陣列,不可空白、不可換行` },
  tooLong: { en: `At most ${MAX_TEXT} characters`, 'zh-TW': `最多 ${MAX_TEXT} 個字元` },
};

export function whatsAppProblems({ template = '', locale = '', parameters = '', text = '' }: ChannelContent): ContentProblem[] {
  if (template === '') return text.trim() === '' ? [{ part: 'text', text: say.either }] : text.length > MAX_TEXT ? [{ part: 'text', text: say.tooLong }] : [];
  return [
    ...(text === '' ? [] : [{ part: 'text', text: say.notBoth }]),
    ...(TEMPLATE.test(template) ? [] : [{ part: 'template', text: say.noTemplate }]),
    ...(LOCALE.test(locale) ? [] : [{ part: 'locale', text: say.noLocale }]),
    ...(parametersOf(parameters) ? [] : [{ part: 'parameters', text: say.noList }]),
  ];
}

/** A text is an answer. */
export const whatsAppReplyWithin = ({ template = '' }: ChannelContent): number | null => (template === '' ? WINDOW : null);

/** What is sent, beside to whom. */
export function whatsAppBody({ template = '', locale = '', parameters = '', text = '' }: ChannelContent): object {
  if (template === '') return { type: 'text', text: { body: text, preview_url: false } };
  const places = (parametersOf(parameters) ?? []).map((value) => ({ type: 'text', text: value }));
  return { type: 'template', template: { name: template, language: { code: locale }, components: places.length > 0 ? [{ type: 'body', parameters: places }] : [] } };
}

function parametersOf(json: string): readonly string[] | null {
  if (json.trim() === '') return [];
  try {
    const values: unknown = JSON.parse(json);
    const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && !/[\n\r\t]/.test(value);
    return Array.isArray(values) && values.length <= MAX_PARAMETERS && values.every(isText) ? (values as string[]) : null;
  } catch {
    return null;
  }
}
