import type { ChannelContent, ChannelDriver } from '../channels/channel';
import type { ContentTerms, TemplateTerms } from '../data/template-terms';
import { type Compiled, compileLiquid, type LinkWriter, TemplateFault, type Variables } from './liquid';
import { escapeOf } from './read-template';

/** What is said by one channel, ready to be filled in for many. */
export interface ReadyContent {
  readonly language: string;
  readonly parts: readonly (readonly [name: string, compiled: Compiled])[];
}

const base = (language: string): string => language.split('-')[0] ?? language;

/** In the member's language, else one like it, else the template's own; null: it says nothing by this channel. */
export function contentFor(terms: TemplateTerms, channel: string, language: string | null): ContentTerms | null {
  const contents = terms.contents.filter((content) => content.channel === channel);
  const wanted = language ?? terms.defaultLanguage;
  return contents.find((content) => content.language === wanted)
    ?? contents.find((content) => base(content.language) === base(wanted))
    ?? contents.find((content) => content.language === terms.defaultLanguage) ?? null;
}

export const ready = (driver: ChannelDriver, { language, compiled }: ContentTerms): ReadyContent => ({
  language, parts: Object.entries(compiled).map(([name, text]) => [name, compileLiquid(text, escapeOf(driver, name))] as const),
});

/** Which variables it names, each once. */
export const namesIn = ({ parts }: ReadyContent): readonly string[] => [...new Set(parts.flatMap(([, { variables }]) => variables))];

export const linksIn = ({ parts }: ReadyContent): readonly string[] => [...new Set(parts.flatMap(([, { links }]) => links))];

/** What has no value takes the template's fallback. */
export function withFallbacks(known: Variables, fallbacks: Readonly<Record<string, string>>): Variables {
  const values: Record<string, Record<string, string | number>> = Object.fromEntries(Object.entries(known).map(([group, fields]) => [group, { ...fields }]));
  for (const [name, text] of Object.entries(fallbacks)) {
    const [group = '', key = ''] = name.split('.');
    (values[group] ??= {})[key] ??= text;
  }
  return values;
}

/** What is said; or why nothing is: a variable it needs has no value, or it comes to more than a message holds with the member's values. */
export function fill({ parts }: ReadyContent, values: Variables, link: LinkWriter): ChannelContent | 'MISSING_VAR' | 'CONTENT_INVALID' {
  try {
    return Object.fromEntries(parts.map(([name, { render }]) => [name, render(values, link)]));
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return error.kind === 'MISSING' ? 'MISSING_VAR' : 'CONTENT_INVALID';
  }
}
