import { createHmac } from 'node:crypto';
import type { JsonObject } from '@regulars/plugin-sdk';
import type { ChannelEvent, ChannelRun, ParsedWebhook, SendOutcome, WebhookRequest } from '../channel';
import { failed, retry, sent, unreachable } from '../outcomes';
import { asText, asUuid, callProvider } from '../provider-call';
import { refusedWebhook, signatureProblem } from '../signature';
import type { SmsMessage, SmsProvider } from './sms-provider';

/** Mitake (三竹簡訊), which carries to Taiwan and abroad. @param url where it answers */
export const mitake = (url = 'https://smsapi.mitake.com.tw'): SmsProvider => ({
  send: (run, message) => sendByMitake(run, message, url),
  parseWebhook: parseMitakeWebhook,
});

async function sendByMitake(run: ChannelRun, { id, to, text }: SmsMessage, url: string): Promise<SendOutcome> {
  const { username = '', password = '' } = run.credentials as Record<string, string>;
  // The same client id within twelve hours is the same message: it is answered again, and not sent.
  const form = new URLSearchParams({ username, password, dstaddr: addressOf(to), smbody: text.replace(/\r?\n/g, '\u0006'), clientid: id });
  if (run.webhookUrl !== undefined) form.set('response', reportUrl(run.webhookUrl, id, password));
  const answer = await callProvider(run, {
    method: 'POST', url: `${url}/api/mtk/SmSend?CharsetURL=UTF8`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString(),
  });
  if (answer === null) return retry('PROVIDER_UNREACHABLE');
  if (answer.status === 429 || answer.status === 503) return retry('RATE_LIMITED', answer.retryAfter);
  const values = readLines(answer.body);
  return answer.status === 200 && values.has('statuscode') ? outcomeOf(values) : unknown(answer.status);
}

function unknown(status: number): never {
  throw new Error('Mitake did not say what became of a message', { cause: status });
}

/** At home as people there write it. */
const addressOf = (to: string): string => (/^\+8869\d{8}$/.test(to) ? `0${to.slice(4)}` : to);

/** What `addressOf` gave, as everybody else writes it. */
const numberOf = (address: string): string => (/^09\d{8}$/.test(address) ? `+886${address.slice(1)}` : address);

const TAKEN = new Set(['0', '1', '2', '4']);
const TROUBLE = new Set(['*', 'a', 'b', 'l', 'r']);
const CREDENTIALS = new Set(['c', 'd', 'e', 'f', 'h', 'k', 'm', 'n', 'p']);

function outcomeOf(values: ReadonlyMap<string, string>): SendOutcome {
  const [code = '', id] = [values.get('statuscode'), asText(values.get('msgid'))];
  if (TAKEN.has(code)) return sent(id);
  if (TROUBLE.has(code)) return retry('PROVIDER_TROUBLE');
  if (CREDENTIALS.has(code)) return retry('CREDENTIALS_REFUSED');
  if (code === 's') return failed('PROVIDER_QUOTA');
  return code === 'v' || code === '6' ? unreachable('ADDRESS_UNKNOWN') : failed('PROVIDER_REFUSED');
}

/** `name=value` in lines, the first of which is the message's number in brackets. */
function readLines(body: string): ReadonlyMap<string, string> {
  const pairs = body.split(/\r?\n/).map((line) => line.split('='));
  return new Map(pairs.flatMap(([name = '', ...value]) => (value.length > 0 ? [[name.trim(), value.join('=').trim()] as const] : [])));
}

/** Mitake signs nothing: it calls the address it was given for a message, which says itself that it is ours. */
function reportUrl(webhookUrl: string, id: string, password: string): string {
  const url = new URL(webhookUrl);
  url.searchParams.set('of', id);
  url.searchParams.set('signature', createHmac('sha256', password).update(`mitake:${id}`).digest('hex'));
  return url.href;
}

const FAILURES: Readonly<Record<string, string>> = { 5: 'CONTENT_REFUSED', 6: 'ADDRESS_UNKNOWN', 7: 'PROVIDER_REFUSED', 8: 'NOT_DELIVERED_IN_TIME' };

function parseMitakeWebhook({ query }: WebhookRequest, credentials: JsonObject): ParsedWebhook {
  const { of = '', signature, msgid, dstaddr = '', statuscode = '', donetime = '' } = query;
  const problem = signatureProblem(signature, { algorithm: 'sha256', secret: String(credentials.password), text: `mitake:${of}`, encoding: 'hex' });
  if (problem !== null) return refusedWebhook(problem);
  const [providerId, at] = [asText(msgid), timeOf(donetime)];
  if (providerId === null || at === null || !/^[\w#$-]{1,40}$/.test(providerId)) return refusedWebhook('BODY_INVALID');
  const events: ChannelEvent[] = [];
  const reason = Object.hasOwn(FAILURES, statuscode) ? FAILURES[statuscode] : undefined;
  const messageId = asUuid(of);
  const event = { id: `${providerId}:${statuscode}`, at, providerId, address: numberOf(dstaddr), ...(messageId !== null && { messageId }) };
  if (statuscode === '1' || statuscode === '2') events.push({ ...event, kind: 'SENT' });
  if (statuscode === '4') events.push({ ...event, kind: 'DELIVERED' });
  if (reason !== undefined) events.push({ ...event, kind: 'FAILED', data: { reason, permanent: reason === 'ADDRESS_UNKNOWN' } });
  return { accepted: true, events, reply: `magicid=sms_gateway_rpack\r\nmsgid=${providerId}\r\n` };
}

/** `20261122120003`, in Taiwan. */
function timeOf(text: string): Date | null {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
  return Number.isNaN(at.getTime()) ? null : at;
}
