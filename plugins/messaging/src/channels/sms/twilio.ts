import type { JsonObject } from '@regulars/plugin-sdk';
import type { ChannelRun, ParsedWebhook, SendOutcome, WebhookRequest } from '../channel';
import { failed, retry, sent, unreachable } from '../outcomes';
import { asText, asUuid, callProvider, type ProviderAnswer, readObject } from '../provider-call';
import { refusedWebhook, signatureProblem } from '../signature';
import type { SmsMessage, SmsProvider } from './sms-provider';

/** Twilio's REST API. @param url where it answers */
export const twilio = (url = 'https://api.twilio.com'): SmsProvider => ({
  send: (run, message) => sendByTwilio(run, message, url),
  parseWebhook: parseTwilioWebhook,
});

/** Twilio's own: what it could not tell it tells again, up to five times within 15 seconds. Without it, only where nobody was there at all. */
const AGAIN = 'rc=5&rp=5xx,ct,rt';

/** Twilio calls the address it was given for a message, and signs it. */
function reportUrl(webhookUrl: string, id: string): string {
  const url = new URL(webhookUrl);
  url.searchParams.set('of', id);
  url.hash = AGAIN;
  return url.href;
}

async function sendByTwilio(run: ChannelRun, { id, to, text }: SmsMessage, url: string): Promise<SendOutcome> {
  const { accountSid, authToken, from } = run.credentials as Record<string, string>;
  const form = new URLSearchParams({ To: to, Body: text });
  form.set(from?.startsWith('MG') ? 'MessagingServiceSid' : 'From', from ?? '');
  if (run.webhookUrl !== undefined) form.set('StatusCallback', reportUrl(run.webhookUrl, id));
  const answer = await callProvider(run, {
    method: 'POST',
    url: `${url}/2010-04-01/Accounts/${accountSid}/Messages.json`,
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  return answer === null ? retry('PROVIDER_UNREACHABLE') : outcomeOf(answer);
}

const NOBODY = new Set([21211, 21214, 21217, 21408, 21612, 21614]);

function outcomeOf({ status, body, retryAfter }: ProviderAnswer): SendOutcome {
  const answer = readObject(body);
  const sid = asText(answer?.sid);
  if (status === 201 && sid !== null) return sent(sid);
  const code = Number(answer?.code ?? Number.NaN);
  if (status === 429 || code === 20429) return retry('RATE_LIMITED', retryAfter);
  if (status === 503) return retry('PROVIDER_TROUBLE', retryAfter);
  if (status === 401 || status === 403) return retry('CREDENTIALS_REFUSED');
  if (Number.isNaN(code) || status >= 500) throw new Error('Twilio did not say what became of a message', { cause: status });
  if (NOBODY.has(code)) return unreachable('ADDRESS_UNKNOWN');
  return code === 21610 ? unreachable('OPTED_OUT') : failed('PROVIDER_REFUSED');
}

const KINDS: Readonly<Record<string, 'SENT' | 'DELIVERED' | 'FAILED'>> = { sent: 'SENT', delivered: 'DELIVERED', failed: 'FAILED', undelivered: 'FAILED' };

/** 30003 is a phone that is switched off: the number is good. */
const FAILURES: Readonly<Record<string, string>> = { 30003: 'NOT_DELIVERED_IN_TIME', 30005: 'ADDRESS_UNKNOWN', 30006: 'ADDRESS_UNKNOWN' };

/** Signed over the address that was called and every field of the form, in the order of their names. */
function parseTwilioWebhook({ headers, url, query, body }: WebhookRequest, credentials: JsonObject): ParsedWebhook {
  const form = new URLSearchParams(body.toString());
  const fields = [...form].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).reduce((whole, [name, value]) => whole + name + value, '');
  // What stands behind `#` is for Twilio alone; should it sign that, too, it is still Twilio.
  const problems = [url, `${url}#${AGAIN}`].map((called) =>
    signatureProblem(headers['x-twilio-signature'], { algorithm: 'sha1', secret: String(credentials.authToken), text: called + fields, encoding: 'base64' }));
  if (problems[0] != null && problems.every((problem) => problem !== null)) return refusedWebhook(problems[0]);
  const [providerId, status, to, messageId] = [asText(form.get('MessageSid')), form.get('MessageStatus') ?? '', asText(form.get('To')), asUuid(query.of)];
  if (providerId === null || form.get('AccountSid') !== credentials.accountSid) return refusedWebhook('BODY_INVALID');
  const kind = Object.hasOwn(KINDS, status) ? KINDS[status] : undefined;
  if (kind === undefined) return { accepted: true, events: [] };
  // It says nothing of when.
  const event = { id: `${providerId}:${status}`, at: new Date(), kind, providerId, ...(messageId !== null && { messageId }), ...(to !== null && { address: to }) };
  return { accepted: true, events: [kind === 'FAILED' ? { ...event, data: failureOf(status, form.get('ErrorCode') ?? '') } : event] };
}

/** What a carrier was asked to deliver is billed, whatever became of it; what never left Twilio is not. */
function failureOf(status: string, code: string): JsonObject {
  const reason = (Object.hasOwn(FAILURES, code) ? FAILURES[code] : undefined) ?? 'PROVIDER_REFUSED';
  return { reason, permanent: reason === 'ADDRESS_UNKNOWN', billed: status !== 'failed' };
}
