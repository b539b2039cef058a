import type { Context } from './context';
import { defineExtensionPoint } from './extension-point';

/** Something that would have left, had the brand an account for it. */
export interface OutboxItem {
  readonly at: Date;
  readonly channel: string;
  readonly to: string;
  /** What it says, by its parts. */
  readonly content: Readonly<Record<string, string>>;
}

/** What the development outbox shows of a brand beside codes: at most so many, the newest first. */
export interface OutboxSource {
  recent(ctx: Context, limit: number): Promise<readonly OutboxItem[]>;
}

export const DevelopmentOutbox = defineExtensionPoint<OutboxSource>('platform', 'development-outbox', { reads: true });
