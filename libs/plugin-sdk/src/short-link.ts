import type { Context } from './context';
import { defineExtensionPoint } from './extension-point';
import { defineService } from './service';

/** Somebody, or a machine, opens a short link. */
export interface LinkVisit {
  readonly method: 'GET' | 'HEAD';
  /** Lower-case names; of one that came twice, the values joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Leads on who opens `/l/…`. */
export interface ShortLinkKind {
  /** One lower-case letter, by which its links are told from those of other modules. */
  readonly letter: string;
  /**
   * The web address that `subject` stands for, as somebody of the brand wrote it down; null: it leads nowhere. In a
   * transaction, as the system, and only for what `ShortLinks` has written. Whoever has a link can open it again.
   */
  follow(ctx: Context, subject: Buffer, visit: LinkVisit): Promise<string | null>;
}

export const ShortLinkKinds = defineExtensionPoint<ShortLinkKind>('platform', 'short-link-kinds');

/** Writes links that are short, and that nobody else can write: the platform's signature stands in them, and nothing is stored. */
export interface ShortLinks {
  /** @param subject a few bytes; every six of them are eight characters. Null where the world does not reach this installation. */
  urlOf(letter: string, subject: Buffer): string | null;
}

export const ShortLinks = defineService<ShortLinks>('platform', 'short-links');
