import { z } from 'zod';
import type { ChannelDriver, ChannelRun, OutgoingMessage, SendOutcome } from '../channel';
import { failed, retry, sent, unreachable } from '../outcomes';
import { asList, asObject, asText, callProvider, type ProviderAnswer, readObject } from '../provider-call';
import { WHATSAPP_PARTS, whatsAppBody, whatsAppProblems, whatsAppReplyWithin } from './whatsapp-content';
import { parseWhatsAppWebhook, whatsAppReason } from './whatsapp-webhook';

const GRAPH = 'https://graph.facebook.com';
const VERSION = 'v23.0';

const credentials = z.strictObject({
  phoneNumberId: z.string().regex(/^\d{1,32}$/),
  accessToken: z.string().min(1).max(1_000).regex(/^[\x21-\x7e]+$/),
  appSecret: z.string().min(1).max(200).regex(/^[\x21-\x7e]+$/),
  /** What WhatsApp shows when it asks whether the webhook's address is ours. */
  verifyToken: z.string().min(16).max(200).regex(/^[\x21-\x7e]+$/),
});

/** WhatsApp's Cloud API, of one phone number of the brand's. @param url where it answers */
export const whatsAppChannel = (url = GRAPH): ChannelDriver => ({
  code: 'WHATSAPP',
  label: 'WhatsApp',
  // Accounts are numbers; who agreed to hear from the brand there says so as a consent.
  identity: 'PHONE',
  credentials,
  parts: WHATSAPP_PARTS,
  keepsKeys: null,
  batchSize: 1,
  readAddress: (value) => (/^\+?[1-9]\d{6,14}$/.test(value) ? value.replace('+', '') : null),
  checkContent: whatsAppProblems,
  replyWithin: whatsAppReplyWithin,
  send: async (run, { messages }) => {
    const outcomes: SendOutcome[] = [];
    for (const message of messages) outcomes.push(await sendOne(run, message, url));
    return outcomes;
  },
  parseWebhook: parseWhatsAppWebhook,
});

async function sendOne(run: ChannelRun, { id, to, content }: OutgoingMessage, url: string): Promise<SendOutcome> {
  const answer = await callProvider(run, {
    method: 'POST',
    url: `${url}/${VERSION}/${String(run.credentials.phoneNumberId)}/messages`,
    headers: { authorization: `Bearer ${String(run.credentials.accessToken)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', recipient_type: 'individual', to, biz_opaque_callback_data: id, ...whatsAppBody(content) }),
  });
  return answer === null ? retry('PROVIDER_UNREACHABLE') : outcomeOf(answer);
}

const PACE = new Set([4, 80007, 130429, 131048, 131056]);
const TROUBLE = new Set([1, 2, 131000, 131016]);
const CREDENTIALS = new Set([0, 3, 10, 190, 131005, 133010]);

/** Every refusal of WhatsApp's own says so: what it refused, it has not sent. */
function outcomeOf({ status, body, retryAfter }: ProviderAnswer): SendOutcome {
  const answer = readObject(body);
  if (status === 200) {
    const id = asText(asObject(asList(answer?.messages)[0])?.id);
    if (id !== null) return sent(id);
  }
  const code = Number(asObject(answer?.error)?.code ?? Number.NaN);
  if (status === 429 || PACE.has(code)) return retry('RATE_LIMITED', retryAfter);
  if (TROUBLE.has(code) || status === 503) return retry('PROVIDER_TROUBLE', retryAfter);
  if (CREDENTIALS.has(code) || status === 401) return retry('CREDENTIALS_REFUSED');
  if (Number.isNaN(code)) throw new Error('WhatsApp did not say what became of a message', { cause: status });
  const reason = whatsAppReason(code);
  return reason === 'ADDRESS_UNKNOWN' ? unreachable(reason) : failed(reason);
}
