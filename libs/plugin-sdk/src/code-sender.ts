import type { Context } from './context';
import { defineExtensionPoint } from './extension-point';
import { defineService } from './service';

/** A word to one person that the person asked for: a sign-in code, an invitation, a link to set a password. */
export interface SentCode {
  readonly channel: 'SMS' | 'EMAIL';
  /** E.164, or an address. */
  readonly to: string;
  readonly purpose: 'MEMBER_SIGN_IN' | 'MEMBER_ERASE' | 'STAFF_INVITATION' | 'STAFF_PASSWORD_RESET';
  /** The code or the link, once, in clear: it is stored nowhere but with the sender. */
  readonly code: string;
  /** BCP 47. */
  readonly language: string;
  readonly expiresAt: Date;
}

/** How codes leave. The first sender that takes one sends it; with none, `npm start` shows it in `/dev/outbox`. */
export interface CodeSender {
  /** Runs after the commit that made the code, in a transaction of its own. False: not mine. */
  send(ctx: Context, code: SentCode): Promise<boolean>;
}

export const CodeSenders = defineExtensionPoint<CodeSender>('platform', 'code-senders');

/** How a module sends a code. */
export interface CodeDelivery {
  /** Leaves once, and only if, this transaction commits. Until a sender has it, it stands sealed in the database; never in clear. */
  deliver(code: SentCode): Promise<void>;
}

export const CodeDelivery = defineService<CodeDelivery>('platform', 'code-delivery');
