import { defineExtensionPoint, type JsonObject, type Text } from '@regulars/plugin-sdk';
import type { z } from 'zod';

/** What is said to one person, by the parts the channel declares: `{ subject, mjml }`, `{ text }`. Strings are rendered already. */
export type ChannelContent = Readonly<Record<string, string>>;

/** A part of a message that templates write. */
export interface ContentPart {
  readonly name: string;
  /** How the values of variables are made safe in it: `JSON` escapes them for the inside of a JSON string. */
  readonly escape: 'NONE' | 'HTML' | 'JSON';
  readonly required: boolean;
  /** Characters of the template's source. */
  readonly maxLength: number;
}

/** What is wrong with a content, and in which part. */
export interface ContentProblem {
  readonly part: string;
  readonly text: Text;
}

/** Thrown by `compile`: what is wrong with a source. */
export class ContentFault extends Error {
  constructor(readonly problems: readonly ContentProblem[]) {
    super('A content cannot be sent as it was written');
  }
}

/** What a driver works with: nothing else is asked of the world but the provider. */
export interface ChannelRun {
  /** As the brand saved them, checked by `credentials` and opened. Never logged, never in an error's text. */
  readonly credentials: JsonObject;
  /** The attempt is over: the process stops, or the provider had its time. */
  readonly signal: AbortSignal;
  /** Where this provider can tell the brand what became of messages; absent where nobody outside reaches the installation. */
  readonly webhookUrl?: string;
}

export interface OutgoingMessage {
  /** A uuid, the same in every attempt. */
  readonly id: string;
  /** An address that `readAddress` gave. */
  readonly to: string;
  readonly content: ChannelContent;
  /** MARKETING goes only to who agreed to it; SERVICE is about something the member did or has. */
  readonly purpose: 'MARKETING' | 'SERVICE';
  /** BCP 47. */
  readonly language: string;
  /** One click ends consent on this channel (RFC 8058: takes a POST, too); null for what is no marketing. */
  readonly unsubscribeUrl: string | null;
}

/** Messages that leave together: at most `batchSize`, in this order. */
export interface OutgoingBatch {
  /**
   * A uuid. When a worker dies while it sends, the next one sends the same messages, with the same contents, in the same
   * order, under the same key (only where the channel `keepsKeys`): what is derived from it is the provider's idempotency key.
   */
  readonly key: string;
  readonly messages: readonly OutgoingMessage[];
  /**
   * When it is sent again: ids of messages that must not leave any more (their members have withdrawn their consent since,
   * or are gone). Keys are derived as if they were there. What is answered of them does not count. Where a request was for
   * several, and leaving one out would make it another to the provider, none of it leaves: the others are `UNCERTAIN`.
   */
  readonly withheld?: ReadonlySet<string>;
}

/** What became of one message of a batch. Reasons are codes (`RATE_LIMITED`), and hold nothing personal. */
export type SendOutcome =
  /** The provider has it. `providerId` is what its webhooks call it by. */
  | { readonly outcome: 'SENT'; readonly providerId: string | null }
  /** The provider has surely not taken it: try later, with a new key. */
  | { readonly outcome: 'RETRY'; readonly afterMs: number | null; readonly reason: string }
  /** `permanent`: nothing can reach this address any more; else only this message failed. */
  | { readonly outcome: 'FAILED'; readonly reason: string; readonly permanent: boolean }
  /** Nobody can tell whether the provider has it, and it is not sent twice. */
  | { readonly outcome: 'UNCERTAIN' };

/** How much the provider sends in this month, and has sent; null: it sets no bound. */
export interface ProviderQuota {
  readonly limit: number | null;
  readonly used: number;
}

export interface WebhookRequest {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The URL the provider called, as it wrote it: some sign it. */
  readonly url: string;
  /** As it came: signatures are over these bytes. */
  readonly body: Buffer;
}

/** Something a provider tells. `id` is the provider's own, and the same when it tells it again. */
export interface ChannelEvent {
  readonly id: string;
  readonly at: Date;
  /** REPLIED: somebody wrote to the brand. It is told only where `replyWithin` asks for it. */
  readonly kind: 'SENT' | 'DELIVERED' | 'OPENED' | 'FAILED' | 'FOLLOWED' | 'BLOCKED' | 'LINKED' | 'ARRIVED' | 'REPLIED';
  /** Of which message, as `SENT` named it. */
  readonly providerId?: string;
  /** Of which message, by its own id: where the provider says it, nothing is lost that it tells before `send` has ended. */
  readonly messageId?: string;
  /** Of whom; of a failure, as `readAddress` gives it. */
  readonly address?: string;
  /**
   * What else the channel's own handling needs: a nonce, a beacon's id. Of a failure: its `reason`; `permanent`, where
   * nothing can reach the address any more; `billed`, false where the provider does not bill it.
   */
  readonly data?: JsonObject;
}

export type ParsedWebhook =
  /** `reason`: `SIGNATURE_MISSING`, `SIGNATURE_WRONG`, `SIGNATURE_REPEATED`, `BODY_INVALID`. Nothing is written. */
  | { readonly accepted: false; readonly reason: string }
  /** `reply`: what the provider wants to read (a challenge); else 200 and nothing. */
  | { readonly accepted: true; readonly events: readonly ChannelEvent[]; readonly reply?: string };

/**
 * A way to reach members: an adapter between plain values and a provider's protocol. It knows no database and keeps
 * nothing; who may be written to, and when, was decided before it is asked.
 */
export interface ChannelDriver {
  /** Upper case: `LINE`. The channel of consents, of templates and of the API, for ever. */
  readonly code: string;
  readonly label: Text;
  /** The kind of identity that holds a member's address; null: everybody who is a member can be reached. */
  readonly identity: 'PHONE' | 'EMAIL' | 'LINE' | 'WHATSAPP' | 'DEVICE' | null;
  /** What a brand has to save, a `z.strictObject`. Its problems are answered at their paths. */
  readonly credentials: z.ZodType<JsonObject>;
  /** Which of credentials that have the right form name a host or a port that is not called from here. */
  forbiddenIn?(credentials: JsonObject): readonly string[];
  readonly parts: readonly ContentPart[];
  /**
   * For how many ms after its first attempt the provider does a batch that comes again under the same key once (LINE's
   * `X-Line-Retry-Key`: a day); null: it knows no keys.
   */
  readonly keepsKeys: number | null;
  /** What of the credentials says which account it is by which the provider knows keys, whatever else is replaced; without it, all of them. */
  accountOf?(credentials: JsonObject): string;
  /** Each address is at a provider of its own choosing (web push): that one is in trouble says nothing of the others. */
  readonly hasManyProviders?: boolean;
  /** How many messages one `send` takes. 1 for a provider that neither keeps keys nor takes many at once. */
  readonly batchSize: number;

  /** The address as the provider takes it; null: it can never be reached here (a phone that is no mobile). */
  readAddress(value: string): string | null;
  /** Problems of a rendered content, or of a template's sample. None: it can be sent. */
  checkContent(content: ChannelContent): readonly ContentProblem[];
  /** Done once when a template is saved: what is dear to compute from its source (MJML to HTML). Variables are still in it; parts it adds are escaped as HTML. */
  compile?(source: ChannelContent): Promise<ChannelContent>;
  /**
   * For how many ms after somebody wrote to the brand by this channel it may send them this; null: at any time. Whoever has it
   * parses REPLIED, and reaches members by PHONE or LINE. At most a day: longer nobody remembers who wrote.
   */
  replyWithin?(content: ChannelContent): number | null;
  /** What the provider counts and bills: segments of a text message. Without it, 1 each. */
  unitsOf?(content: ChannelContent): number;
  /**
   * One outcome for each message, in their order. It throws when nothing is known of any: the connection broke after the
   * request had left. Then a batch of a driver that `keepsKeys` is sent again, and of any other none is.
   */
  send(run: ChannelRun, batch: OutgoingBatch): Promise<readonly SendOutcome[]>;
  /** Asked when an account is connected, and once a day. It throws when the provider does not say. */
  quota?(run: ChannelRun): Promise<ProviderQuota>;
  parseWebhook?(request: WebhookRequest, credentials: JsonObject): ParsedWebhook;
}

/** The ways there are. The development outbox, in which nothing leaves, is one of them. */
export const Channels = defineExtensionPoint<ChannelDriver>('messaging', 'channels');
