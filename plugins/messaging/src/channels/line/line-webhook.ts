import { createHash } from 'node:crypto';
import type { JsonObject } from '@regulars/plugin-sdk';
import type { ChannelEvent, ParsedWebhook, WebhookRequest } from '../channel';
import { asObject, asText, readObject } from '../provider-call';
import { refusedWebhook, signatureProblem } from '../signature';

/** What LINE tells, if it is LINE that tells it. */
export function parseLineWebhook({ headers, body }: WebhookRequest, credentials: JsonObject): ParsedWebhook {
  const signed = { algorithm: 'sha256', secret: String(credentials.channelSecret), text: body, encoding: 'base64' } as const;
  const problem = signatureProblem(headers['x-line-signature'], signed);
  if (problem !== null) return refusedWebhook(problem);
  const told = readObject(body.toString());
  if (!told || !Array.isArray(told.events)) return refusedWebhook('BODY_INVALID');
  return { accepted: true, events: told.events.flatMap((event) => eventOf(asObject(event) ?? {})) };
}

/** What concerns nobody alone (groups, rooms), or us not at all, is passed over. */
function eventOf(event: Readonly<Record<string, unknown>>): ChannelEvent[] {
  const [address, id] = [asText(asObject(event.source)?.userId), asText(event.webhookEventId)];
  const at = new Date(Number(event.timestamp));
  const heard = HEARD[String(event.type)]?.(event);
  if (address === null || id === null || !heard || Number.isNaN(at.getTime())) return [];
  return [{ id, at, address, ...heard }];
}

type Heard = Pick<ChannelEvent, 'kind' | 'data'>;

const HEARD: Readonly<Record<string, (event: Readonly<Record<string, unknown>>) => Heard | null>> = {
  follow: () => ({ kind: 'FOLLOWED' }),
  unfollow: () => ({ kind: 'BLOCKED' }),
  accountLink: ({ link }) => {
    const [nonce, result] = [asText(asObject(link)?.nonce), asObject(link)?.result];
    return nonce === null ? null : { kind: 'LINKED', data: { nonce, ok: result === 'ok' } };
  },
  // `stay` and `banner` are no arrivals.
  beacon: ({ beacon }) => {
    const [hwid, type] = [asText(asObject(beacon)?.hwid), asObject(beacon)?.type];
    return hwid === null || type !== 'enter' ? null : { kind: 'ARRIVED', data: { beaconId: hwid } };
  },
};

/** The one retry key of a part of a batch, always the same. */
export function retryKeyOf(batchKey: string, part: string): string {
  const hex = createHash('sha256').update(`${batchKey}:${part}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

