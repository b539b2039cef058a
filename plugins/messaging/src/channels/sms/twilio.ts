import type { JsonObject } from '@regulars/plugin-sdk';
import type { ChannelRun, ParsedWebhook, SendOutcome, WebhookRequest } from '../channel';
import { failed, retry, sent, unreachable } from '../outcomes';
import { asText, callProvider, type ProviderAnswer, readObject } from '../provider-call';
import { refusedWebhook, signatureProblem } from '../signature';
import type { SmsMessage, SmsProvider } from './sms-provider';

/** Twilio's REST API. @param url where it answers */
export const twilio = (url = 'https://api.twilio.com'): SmsProvider => ({
  send: (run, message) => sendByTwilio(run, message, url),
  parseWebhook: parseTwilioWebhook,
});

async function sendByTwilio(run: ChannelRun, { to, text }: SmsMessage, url: string): Promise<SendOutcome> {
  const { accountSid, authToken, from } = run.credentials as Record<string, string>;
  const form = new URLSearchParams({ To: to, Body: text });
  form.set(from?.startsWith('MG') ? 'MessagingServiceSid' : 'From', from ?? '');
  if (run.webhookUrl !== undefined) form.set('StatusCallback', run.webhookUrl);
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

const KINDS: Readonly<Record<string, 'DELIVERED' | 'FAILED'>> = { delivered: 'DELIVERED', failed: 'FAILED', undelivered: 'FAILED' };

/** Signed over the address that was called and every field of the form, in the order of their names. */
function parseTwilioWebhook({ headers, url, body }: WebhookRequest, credentials: JsonObject): ParsedWebhook {
  const form = new URLSearchParams(body.toString());
  const text = [...form].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).reduce((whole, [name, value]) => whole + name + value, url);
  const problem = signatureProblem(headers['x-twilio-signature'], { algorithm: 'sha1', secret: String(credentials.authToken), text, encoding: 'base64' });
  if (problem !== null) return refusedWebhook(problem);
  const [providerId, status, code] = [asText(form.get('MessageSid')), form.get('MessageStatus') ?? '', form.get('ErrorCode')];
  if (providerId === null || form.get('AccountSid') !== credentials.accountSid) return refusedWebhook('BODY_INVALID');
  const kind = Object.hasOwn(KINDS, status) ? KINDS[status] : undefined;
  // It says nothing of when.
  return { accepted: true, events: kind === undefined ? [] : [{ id: `${providerId}:${status}`, at: new Date(), kind, providerId, ...(kind === 'FAILED' && { data: { reason: code === '30006' ? 'ADDRESS_UNKNOWN' : 'PROVIDER_REFUSED' } }) }] };
}
