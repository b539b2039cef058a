import { type Json, publicId } from '@regulars/plugin-sdk';
import { signatureOf } from './secrets';

export const EVENT_PREFIX = 'evt';
const USER_AGENT = 'Regulars-Webhooks/1';

export interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is posted of an event: the same id however often it is told, so that a receiver knows it again. */
export function messageOf(eventId: string, value: Json, at: Date, secrets: readonly string[]): Message {
  const body = JSON.stringify(value);
  const id = publicId(EVENT_PREFIX, eventId);
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  return {
    body,
    headers: {
      'content-type': 'application/json', 'user-agent': USER_AGENT,
      'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatureOf(secrets, id, timestamp, body),
    },
  };
}
