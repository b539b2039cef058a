import type { JsonObject } from '@regulars/plugin-sdk';
import type { ChannelEvent, ParsedWebhook, WebhookRequest } from '../channel';
import { asList, asObject, asText, asUuid, readObject } from '../provider-call';
import { isEqual, refusedWebhook, signatureProblem } from '../signature';

type Part = Readonly<Record<string, unknown>>;

/** What WhatsApp tells, and its question whether we are who we say. */
export function parseWhatsAppWebhook(request: WebhookRequest, credentials: JsonObject): ParsedWebhook {
  if (request.method === 'GET') return answerChallenge(request.query, String(credentials.verifyToken));
  const [kind, given] = splitSignature(request.headers['x-hub-signature-256']);
  const problem = signatureProblem(given, { algorithm: 'sha256', secret: String(credentials.appSecret), text: request.body, encoding: 'hex' });
  if (problem !== null || kind !== 'sha256') return refusedWebhook(problem ?? 'SIGNATURE_WRONG');
  const told = readObject(request.body.toString());
  if (told?.object !== 'whatsapp_business_account') return refusedWebhook('BODY_INVALID');
  const values = asList(told.entry).flatMap((entry) => asList(asObject(entry)?.changes)).map((change) => asObject(asObject(change)?.value));
  return { accepted: true, events: values.filter((value) => isOurs(value, credentials)).flatMap(eventsOf) };
}

const splitSignature = (header: string | undefined): readonly [string, string | undefined] => {
  const at = header?.indexOf('=') ?? -1;
  return header === undefined || at < 0 ? ['sha256', header] : [header.slice(0, at), header.slice(at + 1)];
};

function answerChallenge(query: WebhookRequest['query'], verifyToken: string): ParsedWebhook {
  const [token, challenge] = [query['hub.verify_token'], query['hub.challenge']];
  if (token === undefined) return refusedWebhook('SIGNATURE_MISSING');
  if (query['hub.mode'] !== 'subscribe' || !isEqual(token, verifyToken)) return refusedWebhook('SIGNATURE_WRONG');
  return challenge !== undefined && /^[\w-]{1,200}$/.test(challenge) ? { accepted: true, events: [], reply: challenge } : refusedWebhook('BODY_INVALID');
}

/** An app of Meta's may serve several numbers. */
const isOurs = (value: Part | null, credentials: JsonObject): value is Part => asObject(value?.metadata)?.phone_number_id === credentials.phoneNumberId;

function eventsOf(value: Part): ChannelEvent[] {
  return [...asList(value.statuses).flatMap((status) => statusEvent(asObject(status) ?? {})), ...asList(value.messages).flatMap((message) => replyEvent(asObject(message) ?? {}))];
}

const KINDS: Readonly<Record<string, 'SENT' | 'DELIVERED' | 'OPENED' | 'FAILED'>> = { sent: 'SENT', delivered: 'DELIVERED', read: 'OPENED', failed: 'FAILED' };

function statusEvent({ id, status, timestamp, errors, recipient_id: recipient, biz_opaque_callback_data: ours }: Part): ChannelEvent[] {
  const [providerId, kind, at] = [asText(id), Object.hasOwn(KINDS, String(status)) ? KINDS[String(status)] : undefined, timeOf(timestamp)];
  if (providerId === null || kind === undefined || at === null) return [];
  const [address, messageId] = [asText(recipient), asUuid(ours)];
  const event = { id: `${providerId}:${String(status)}`, at, kind, providerId, ...(messageId !== null && { messageId }), ...(address !== null && { address }) };
  if (kind !== 'FAILED') return [event];
  const reason = whatsAppReason(Number(asObject(asList(errors)[0])?.code));
  // What is not delivered is not billed.
  return [{ ...event, data: { reason, permanent: reason === 'ADDRESS_UNKNOWN', billed: false } }];
}

function replyEvent({ id, from, timestamp }: Part): ChannelEvent[] {
  const [eventId, address, at] = [asText(id), asText(from), timeOf(timestamp)];
  return eventId === null || address === null || at === null ? [] : [{ id: eventId, at, kind: 'REPLIED', address }];
}

const timeOf = (seconds: unknown): Date | null => (/^\d{9,11}$/.test(String(seconds)) ? new Date(Number(seconds) * 1_000) : null);

const REASONS: Readonly<Record<number, string>> = {
  131026: 'ADDRESS_UNKNOWN', 131047: 'WINDOW_CLOSED', 131049: 'PROVIDER_CAP', 131050: 'OPTED_OUT', 132000: 'PARAMETERS_MISMATCH', 132001: 'TEMPLATE_UNKNOWN', 132015: 'TEMPLATE_PAUSED', 132016: 'TEMPLATE_PAUSED',
};

export const whatsAppReason = (code: number): string => REASONS[code] ?? 'PROVIDER_REFUSED';
