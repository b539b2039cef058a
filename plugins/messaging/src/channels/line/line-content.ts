import type { Text } from '@regulars/plugin-sdk';
import type { ChannelContent, ContentPart, ContentProblem } from '../channel';
import { asObject, readObject } from '../provider-call';

const MAX_TEXT = 5_000;
const MAX_ALT_TEXT = 1_500;
const MAX_FLEX = 50_000; // bytes
const MAX_BUBBLES = 12;
const MAX_DEPTH = 12;

export const LINE_PARTS: readonly ContentPart[] = [
  { name: 'text', escape: 'NONE', required: false, maxLength: MAX_TEXT },
  { name: 'altText', escape: 'NONE', required: false, maxLength: MAX_ALT_TEXT },
  { name: 'flex', escape: 'JSON', required: false, maxLength: MAX_FLEX },
];

const say = {
  nothing: { en: 'Write a text, a flex message, or both', 'zh-TW': '請填寫文字、Flex 訊息,或兩者' },
  tooLong: (max: number): Text => ({ en: `At most ${max} characters`, 'zh-TW': `最多 ${max} 個字元` }),
  noAltText: { en: 'A flex message needs a text for where it cannot be shown', 'zh-TW': 'Flex 訊息需要替代文字' },
  noJson: { en: 'It is no JSON object', 'zh-TW': '不是 JSON 物件' },
  tooLarge: { en: `At most ${MAX_FLEX} bytes`, 'zh-TW': `最多 ${MAX_FLEX} 位元組` },
  wrong: (at: string): Text => ({ en: `LINE would refuse it at ${at}`, 'zh-TW': `LINE 將拒絕此處:${at}` }),
};

/** As LINE takes it, up to what only LINE knows. */
export function lineProblems({ text = '', altText = '', flex = '' }: ChannelContent): ContentProblem[] {
  const problems: ContentProblem[] = [];
  if (text.trim() === '' && flex.trim() === '') problems.push({ part: 'text', text: say.nothing });
  if (text.length > MAX_TEXT) problems.push({ part: 'text', text: say.tooLong(MAX_TEXT) });
  if (flex.trim() === '') return problems;
  if (altText.trim() === '') problems.push({ part: 'altText', text: say.noAltText });
  if (altText.length > MAX_ALT_TEXT) problems.push({ part: 'altText', text: say.tooLong(MAX_ALT_TEXT) });
  const problem = flexProblem(flex);
  return problem === null ? problems : [...problems, { part: 'flex', text: problem }];
}

/** The messages of one push: what belongs together arrives together, and is billed once. */
export function lineMessages({ text = '', altText = '', flex = '' }: ChannelContent): Record<string, unknown>[] {
  return [
    ...(text.trim() === '' ? [] : [{ type: 'text', text }]),
    ...(flex.trim() === '' ? [] : [{ type: 'flex', altText, contents: readObject(flex) }]),
  ];
}

function flexProblem(flex: string): Text | null {
  if (Buffer.byteLength(flex) > MAX_FLEX) return say.tooLarge;
  const container = readObject(flex);
  if (container === null) return say.noJson;
  const at = container.type === 'carousel' ? carouselProblem(container.contents) : bubbleProblem(container, 'contents');
  return at === null ? null : say.wrong(at);
}

function carouselProblem(bubbles: unknown): string | null {
  if (!Array.isArray(bubbles) || bubbles.length < 1 || bubbles.length > MAX_BUBBLES) return 'contents';
  return first(bubbles, (bubble, at) => bubbleProblem(bubble, `contents[${at}]`));
}

function bubbleProblem(value: unknown, at: string): string | null {
  const bubble = asObject(value);
  if (bubble?.type !== 'bubble') return `${at}.type`;
  const blocks = ['header', 'hero', 'body', 'footer'].filter((name) => bubble[name] !== undefined);
  if (blocks.length === 0) return at;
  return first(blocks, (name) => (name === 'hero' ? componentProblem(bubble[name], `${at}.${name}`, 0) : boxProblem(asObject(bubble[name]), `${at}.${name}`, 0))) ?? actionProblem(bubble.action, `${at}.action`);
}

type Component = Readonly<Record<string, unknown>>;

const CHECKS: Readonly<Record<string, (component: Component, at: string, depth: number) => string | null>> = {
  box: (component, at, depth) => boxProblem(component, at, depth),
  text: ({ text, contents }, at) => ((typeof text === 'string' && text !== '') || Array.isArray(contents) ? null : `${at}.text`),
  span: ({ text }, at) => (typeof text === 'string' ? null : `${at}.text`),
  image: ({ url }, at) => (isHttps(url) ? null : `${at}.url`),
  icon: ({ url }, at) => (isHttps(url) ? null : `${at}.url`),
  video: ({ url, previewUrl }, at) => (isHttps(url) && isHttps(previewUrl) ? null : `${at}.url`),
  button: ({ action }, at) => (asObject(action) ? null : `${at}.action`),
  separator: () => null,
  filler: () => null,
};

function componentProblem(value: unknown, at: string, depth: number): string | null {
  const component = asObject(value);
  const type = typeof component?.type === 'string' ? component.type : '';
  const check = Object.hasOwn(CHECKS, type) ? CHECKS[type] : undefined;
  if (!component || !check || depth > MAX_DEPTH) return `${at}.type`;
  return check(component, at, depth) ?? actionProblem(component.action, `${at}.action`);
}

function boxProblem(box: Component | null, at: string, depth: number): string | null {
  if (box?.type !== 'box') return `${at}.type`;
  if (!['horizontal', 'vertical', 'baseline'].includes(String(box.layout))) return `${at}.layout`;
  if (!Array.isArray(box.contents)) return `${at}.contents`;
  return first(box.contents, (component, index) => componentProblem(component, `${at}.contents[${index}]`, depth + 1));
}

/** What a tap may do; a link leads over https, or to the phone, LINE or mail of whoever taps. */
function actionProblem(value: unknown, at: string): string | null {
  if (value === undefined) return null;
  const action = asObject(value);
  if (!['uri', 'message', 'postback', 'datetimepicker', 'clipboard', 'camera', 'cameraRoll', 'location', 'richmenuswitch'].includes(String(action?.type))) return `${at}.type`;
  return action?.type === 'uri' && !/^(https:\/\/|tel:|line:\/\/|mailto:)/.test(String(action.uri)) ? `${at}.uri` : null;
}

const isHttps = (url: unknown): boolean => typeof url === 'string' && url.startsWith('https://') && url.length <= 2_000;

function first<T>(values: readonly T[], problemOf: (value: T, index: number) => string | null): string | null {
  for (const [index, value] of values.entries()) {
    const problem = problemOf(value, index);
    if (problem !== null) return problem;
  }
  return null;
}
