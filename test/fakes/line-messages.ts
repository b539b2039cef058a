import { readObject } from './fake-server';

/** What is wrong, as LINE lists it. */
export interface Detail {
  readonly message: string;
  readonly property: string;
}

const KINDS = new Set(['text', 'textV2', 'flex', 'sticker', 'image', 'video', 'audio', 'location', 'imagemap', 'template']);
const MAX_TEXT = 5_000;
const MAX_ALT_TEXT = 1_500;
const MAX_BUBBLES = 12;

/** As LINE checks the messages of one request: the kinds, the lengths, and how a flex message is built. */
export function messageProblems(messages: unknown): Detail[] {
  if (!Array.isArray(messages) || messages.length < 1 || messages.length > 5) return [{ message: 'Size must be between 1 and 5', property: 'messages' }];
  return messages.flatMap((message: unknown, at) => problemsOf(message as Record<string, unknown> | null, `messages[${at}]`));
}

function problemsOf(message: Record<string, unknown> | null, at: string): Detail[] {
  if (typeof message?.type !== 'string' || !KINDS.has(message.type)) return [{ message: 'Must be one of the supported types', property: `${at}.type` }];
  if (message.type === 'text') return textProblems(message.text, `${at}.text`, MAX_TEXT);
  if (message.type === 'flex') return [...textProblems(message.altText, `${at}.altText`, MAX_ALT_TEXT), ...containerProblems(message.contents, `${at}.contents`)];
  return [];
}

function textProblems(text: unknown, property: string, max: number): Detail[] {
  if (typeof text !== 'string' || text === '') return [{ message: 'May not be empty', property }];
  return text.length > max ? [{ message: `Length must be between 0 and ${max}`, property }] : [];
}

function containerProblems(contents: unknown, at: string): Detail[] {
  const container = readObject(JSON.stringify(contents ?? null));
  if (container?.type === 'bubble') {
    const box = container.body;
    const isWrong = box !== undefined && ((box as Record<string, unknown> | null)?.type !== 'box' || !Array.isArray((box as Record<string, unknown>).contents));
    return isWrong ? [{ message: 'invalid property', property: `${at}.body` }] : [];
  }
  if (container?.type !== 'carousel') return [{ message: 'must be one of [bubble, carousel]', property: `${at}.type` }];
  const bubbles = container.contents;
  if (!Array.isArray(bubbles) || bubbles.length < 1 || bubbles.length > MAX_BUBBLES) return [{ message: `must have between 1 and ${MAX_BUBBLES} items`, property: `${at}.contents` }];
  return bubbles.flatMap((bubble: unknown, index) => containerProblems(bubble, `${at}.contents[${index}]`));
}
