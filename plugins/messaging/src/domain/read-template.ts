import { type Context, Problems, readName, type Text } from '@regulars/plugin-sdk';
import { type ChannelContent, type ChannelDriver, ContentFault, type ContentPart } from '../channels/channel';
import type { ContentTerms, TemplateTerms } from '../data/template-terms';
import { MessageTemplateForbiddenError, MessageTemplateInvalidError } from '../errors';
import { sampleLinks } from '../links/domain/track-links';
import { driverOf } from './channels';
import { compileLiquid, type LinkWriter, TemplateFault } from './liquid';
import { partMissing, say, tooLong } from './texts';
import { isVariable, SAMPLES } from './variables';

export interface PartDraft {
  readonly name: string;
  readonly text: string;
}

export interface ContentDraft {
  readonly channel: string;
  readonly language: string;
  readonly parts: readonly PartDraft[];
}

export interface TemplateDraft {
  readonly name: string;
  readonly purpose: 'MARKETING' | 'SERVICE';
  readonly defaultLanguage: string;
  readonly contents: readonly ContentDraft[];
  readonly fallbacks?: readonly { readonly variable: string; readonly text: string }[] | null;
}

export interface ReadTemplate {
  readonly name: string;
  readonly terms: TemplateTerms;
}

const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;
const MAX_NAME = 100;
const MAX_FALLBACK = 200;
const MAX_CONTENTS = 50;

/** Reads a template; rejects with everything that is wrong with it at once. */
export async function readTemplate(ctx: Context, draft: TemplateDraft): Promise<ReadTemplate> {
  const problems = new Problems();
  const name = readName(draft.name, MAX_NAME, 'input.name', problems);
  if (!LANGUAGE.test(draft.defaultLanguage)) problems.add('input.defaultLanguage', say.notALanguage);
  if (draft.contents.length === 0) problems.add('input.contents', say.noContent);
  if (draft.contents.length > MAX_CONTENTS) problems.add('input.contents', tooMany(MAX_CONTENTS));
  const fallbacks = readFallbacks(draft, problems);
  problems.throwIfAny(); // before what takes longer
  const contents: ContentTerms[] = [];
  for (const [index, content] of draft.contents.entries()) {
    const read = await readContent(ctx, content, `input.contents.${index}`, problems);
    if (contents.some((other) => other.channel === content.channel && other.language === content.language)) problems.add(`input.contents.${index}`, say.twice);
    if (read) contents.push(read);
  }
  for (const [index, { channel }] of draft.contents.entries()) {
    if (!draft.contents.some((content) => content.channel === channel && content.language === draft.defaultLanguage)) problems.add(`input.contents.${index}.channel`, say.noDefault);
  }
  problems.throwIfAny();
  return { name, terms: { defaultLanguage: draft.defaultLanguage, contents, fallbacks } };
}

const tooMany = (max: number): Text => ({ en: `Give at most ${max}.`, 'zh-TW': `最多 ${max} 項。` });

function readFallbacks({ fallbacks }: TemplateDraft, problems: Problems): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [index, { variable, text }] of (fallbacks ?? []).entries()) {
    if (!isVariable(variable)) problems.add(`input.fallbacks.${index}.variable`, say.noSuchVariable);
    else if (read[variable] !== undefined) problems.add(`input.fallbacks.${index}.variable`, say.twice);
    if (text.length > MAX_FALLBACK) problems.add(`input.fallbacks.${index}.text`, tooLong(MAX_FALLBACK));
    read[variable] = text;
  }
  return read;
}

/** Null when something is wrong with it. */
async function readContent(ctx: Context, draft: ContentDraft, path: string, problems: Problems): Promise<ContentTerms | null> {
  const found = new Problems();
  const driver = driverOf(ctx, draft.channel);
  if (!driver) found.add(`${path}.channel`, say.noSuchChannel);
  if (!LANGUAGE.test(draft.language)) found.add(`${path}.language`, say.notALanguage);
  const source = driver && readParts(driver, draft, path, found);
  if (!driver || !source || found.any) return carry(found, problems);
  const compiled = await compiledBy(driver, source, draft, path, found);
  if (compiled && !found.any) trial(driver, compiled, draft, sampleLinks(ctx), path, found);
  return found.any || !compiled ? carry(found, problems) : { channel: draft.channel, language: draft.language, source, compiled };
}

function carry(from: Problems, to: Problems): null {
  for (const error of from.list) to.push(error);
  return null;
}

function readParts({ parts }: ChannelDriver, draft: ContentDraft, path: string, problems: Problems): ChannelContent {
  const source: Record<string, string> = {};
  for (const [index, { name, text }] of draft.parts.entries()) {
    const part = parts.find((one) => one.name === name);
    if (!part) problems.add(`${path}.parts.${index}.name`, say.noSuchPart);
    else if (source[name] !== undefined) problems.add(`${path}.parts.${index}.name`, say.twice);
    else if (text.length > part.maxLength || text.includes('\0')) problems.add(`${path}.parts.${index}.text`, tooLong(part.maxLength));
    else source[name] = text;
  }
  for (const { name, required } of parts) if (required && !source[name]?.trim()) problems.add(`${path}.parts`, partMissing(name));
  return source;
}

async function compiledBy(driver: ChannelDriver, source: ChannelContent, draft: ContentDraft, path: string, problems: Problems): Promise<ChannelContent | null> {
  // The source itself first: what it may not say it may not say, whatever the channel makes of it.
  for (const part of driver.parts) if (source[part.name] !== undefined) checkPart(source[part.name] ?? '', part, textPath(draft, part.name, path), problems);
  if (problems.any) return null;
  try {
    return driver.compile ? await driver.compile(source) : source;
  } catch (error) {
    if (!(error instanceof ContentFault)) throw error;
    for (const { part, text } of error.problems) problems.push(new MessageTemplateInvalidError(text, null, textPath(draft, part, path)));
    return null;
  }
}

const textPath = ({ parts }: ContentDraft, part: string, path: string): string => `${path}.parts.${Math.max(0, parts.findIndex(({ name }) => name === part))}.text`;

function checkPart(text: string, { escape }: ContentPart, path: string, problems: Problems): void {
  try {
    const unknown = compileLiquid(text, escape).variables.filter((name) => !isVariable(name));
    for (const name of unknown) problems.push(new MessageTemplateForbiddenError({ en: `There is no variable ${name}.`, 'zh-TW': `沒有變數 ${name}。` }, null, path));
  } catch (error) {
    problems.push(errorOf(error, path));
  }
}

function errorOf(error: unknown, path: string): MessageTemplateInvalidError | MessageTemplateForbiddenError {
  if (!(error instanceof TemplateFault)) throw error;
  const text = { en: `The template cannot be used: ${error.message}`, 'zh-TW': `範本無法使用:${error.message}` };
  const isForbidden = error.kind === 'FORBIDDEN' || error.kind === 'TOO_MUCH';
  return isForbidden ? new MessageTemplateForbiddenError(text, error.line, path) : new MessageTemplateInvalidError(text, error.line, path);
}

/** What comes out with samples, and with links as long as they will be, must be something the channel can send. */
function trial(driver: ChannelDriver, compiled: ChannelContent, draft: ContentDraft, link: LinkWriter, path: string, problems: Problems): void {
  const content: Record<string, string> = {};
  for (const [name, text] of Object.entries(compiled)) {
    try {
      content[name] = compileLiquid(text, escapeOf(driver, name)).render(SAMPLES, link);
    } catch (error) {
      problems.push(errorOf(error, textPath(draft, name, path)));
    }
  }
  if (problems.any) return;
  for (const { part, text } of driver.checkContent(content)) problems.push(new MessageTemplateInvalidError(text, null, textPath(draft, part, path)));
}

/** What a channel made of a part is escaped as HTML: only e-mail makes something. */
export const escapeOf = ({ parts }: ChannelDriver, name: string): ContentPart['escape'] => parts.find((part) => part.name === name)?.escape ?? 'HTML';
