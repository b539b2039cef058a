import { createHash } from 'node:crypto';
import { type Context, PersonalData } from '@regulars/plugin-sdk';
import type { ChannelDriver } from '../channels/channel';
import type { ChannelAccount } from './accounts';
import type { Outgoing } from './compose';

/** A batch that is about to leave. */
export interface ClaimedBatch {
  readonly key: string;
  readonly outgoing: readonly Outgoing[];
  /** `YYYY-MM` in which its units were counted. */
  readonly month: string;
  /** As whom the provider is asked. Null: the brand has no account there, and what would leave goes into the outbox. */
  readonly account: ChannelAccount | null;
  /** From 1. Above it, nobody knows what the provider took of it before; who began an earlier attempt has no say any more. */
  readonly attempt: number;
  /** Ids of messages that were to leave and must not any more. */
  readonly withheld: ReadonlySet<string>;
}

/** What of a batch stands in the database, sealed, while it is under way. */
export interface BatchContent extends Pick<ClaimedBatch, 'outgoing' | 'month'> {
  /** Which account of the brand's the provider knows its key by. */
  readonly account: string | null;
}

const placeOf = (row: string) => ({ table: 'messaging.batch', column: 'payload_sealed', row });

export const sealBatch = (ctx: Context, key: string, content: BatchContent): Buffer => ctx.use(PersonalData).seal(JSON.stringify(content), placeOf(key));

export const openBatch = (ctx: Context, key: string, sealed: Buffer): BatchContent => JSON.parse(ctx.use(PersonalData).open(sealed, placeOf(key))) as BatchContent;

/** The same for the same account. */
export const markOf = ({ accountOf }: ChannelDriver, account: ChannelAccount | null): string | null =>
  account && createHash('sha256').update(accountOf?.(account.credentials) ?? JSON.stringify(account.credentials)).digest('base64url');
