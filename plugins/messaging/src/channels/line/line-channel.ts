import type { JsonObject } from '@regulars/plugin-sdk';
import { z } from 'zod';
import type { ChannelDriver, ChannelRun } from '../channel';
import { LINE_PARTS, lineProblems } from './line-content';
import { lineClient, sendByLine, unlessAborted } from './line-send';
import { parseLineWebhook } from './line-webhook';

const LINE = 'https://api.line.me';
const MAX_RECIPIENTS = 500;
/** LINE's retry keys are good for 24 hours; ms, and an hour less, since its clock is not ours. */
const KEY_LIFE = 23 * 3_600_000;
const USER_ID = /^U[0-9a-f]{32}$/;

const credentials = z.strictObject({
  channelAccessToken: z.string().min(1).max(1_000).regex(/^[\x21-\x7e]+$/),
  channelSecret: z.string().min(1).max(100).regex(/^[\x21-\x7e]+$/),
  /** A page of the brand's: who follows the account and is linked to no member is sent there, with a link token. */
  linkPage: z.url({ protocol: /^https$/ }).max(500).optional(),
});

/** LINE's Messaging API, of the brand's own official account. @param at where LINE answers, asked each time */
export const lineChannel = (at = () => LINE): ChannelDriver => ({
  code: 'LINE',
  label: 'LINE',
  identity: 'LINE',
  credentials: credentials as unknown as z.ZodType<JsonObject>,
  parts: LINE_PARTS,
  keepsKeys: KEY_LIFE,
  accountOf: ({ channelSecret }) => String(channelSecret),
  batchSize: MAX_RECIPIENTS,
  readAddress: (value) => (USER_ID.test(value) ? value : null),
  checkContent: lineProblems,
  send: async (run, batch) => sendByLine(await lineClient(run, at()), run, batch),
  quota: async (run) => {
    const client = await lineClient(run, at());
    const [{ type, value }, { totalUsage }] = await unlessAborted(run.signal, () => Promise.all([client.getMessageQuota(), client.getMessageQuotaConsumption()]));
    return { limit: type === 'limited' ? value ?? null : null, used: totalUsage };
  },
  parseWebhook: parseLineWebhook,
});

/** With it a page asks LINE to link an account; good for ten minutes, once. Null: LINE knows nobody of that id. */
export async function issueLinkToken(run: ChannelRun, userId: string, url = LINE): Promise<string | null> {
  const client = await lineClient(run, url);
  try {
    return (await client.issueLinkToken(userId)).linkToken;
  } catch (error) {
    if ((error as { status?: number }).status === 404) return null;
    throw new Error('LINE gave no link token', { cause: (error as { status?: number }).status ?? 'no answer' });
  }
}
