import type { Context } from '@regulars/plugin-sdk';
import type { ChannelContent } from '../channels/channel';
import type { TemplateTerms } from '../data/template-terms';
import { driverOf } from './channels';
import { contentFor, fill, linksIn, namesIn, ready } from './render';
import { SAMPLES } from './variables';

export interface Preview {
  readonly language: string;
  readonly content: ChannelContent;
  readonly variables: readonly string[];
  readonly links: readonly string[];
}

/** With samples: nobody's name is shown. Null: it says nothing by this channel. */
export function previewOf(ctx: Context, terms: TemplateTerms, channel: string, language: string | null): Preview | null {
  const [driver, written] = [driverOf(ctx, channel), contentFor(terms, channel, language)];
  if (!driver || !written) return null;
  const content = ready(driver, written);
  const filled = fill(content, SAMPLES, (url) => url);
  return typeof filled === 'string' ? null : { language: written.language, content: filled, variables: namesIn(content), links: linksIn(content) };
}
