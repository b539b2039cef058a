import type { ChannelContent } from '../channels/channel';

/** What is said by one channel in one language. */
export interface ContentTerms {
  readonly channel: string;
  /** BCP 47 */
  readonly language: string;
  /** As it was written, by the channel's parts. */
  readonly source: ChannelContent;
  /** What is rendered: the source, or what the channel made of it. */
  readonly compiled: ChannelContent;
}

export interface TemplateTerms {
  /** Said to whom speaks none of the others. */
  readonly defaultLanguage: string;
  readonly contents: readonly ContentTerms[];
  /** What stands where a variable has no value, by variable. */
  readonly fallbacks: Readonly<Record<string, string>>;
}
