import type { ChannelContent, ChannelRun, OutgoingBatch, OutgoingMessage, WebhookRequest } from '../../plugins/messaging/src/channels/channel';
import type { Asked } from '../fakes/fake-server';

export const runOf = (credentials: ChannelRun['credentials'], webhookUrl?: string): ChannelRun => ({ credentials, signal: new AbortController().signal, ...(webhookUrl !== undefined && { webhookUrl }) });

export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const messageTo = (to: string, content: ChannelContent, number = 1): OutgoingMessage => ({ id: uuid(number), to, content, purpose: 'MARKETING', language: 'zh-TW', unsubscribeUrl: null });

export const batchOf = (number: number, ...messages: OutgoingMessage[]): OutgoingBatch => ({ key: uuid(number), messages });

/** What a fake sent, as the gateway hands it on. */
export const requestOf = ({ method, path, query, headers, bytes }: Asked, base: string): WebhookRequest => ({
  method, headers, query: Object.fromEntries(query), body: bytes, url: `${base}${path}${query.size > 0 ? `?${query}` : ''}`,
});
