import { Channels, type ChannelDriver, type OutgoingMessage, type SendOutcome } from '@regulars/messaging/contract';
import { definePlugin, extend } from '@regulars/plugin-sdk';
import { z } from 'zod';

/** What the post office does with the next messages; without word of it, it sends them. */
type Answer = SendOutcome | Error;

/** A channel that keeps what it was given. A batch that comes again under its key is sent once. */
export function postOffice({ keepsKeys = 3_600_000 as number | null, batchSize = 100 } = {}) {
  const posted: OutgoingMessage[] = [];
  const answers: Answer[] = [];
  const keys = new Set<string>();
  const postcards: ChannelDriver = {
    code: 'POSTCARD',
    label: { en: 'Postcard', 'zh-TW': '明信片' },
    identity: 'PHONE',
    credentials: z.strictObject({ stamp: z.string() }),
    parts: [{ name: 'text', escape: 'NONE', required: true, maxLength: 500 }],
    keepsKeys,
    batchSize,
    readAddress: (value) => (value.startsWith('+886') ? value : null),
    checkContent: ({ text = '' }) => (text.length > 60 ? [{ part: 'text', text: 'A card has no room for more than 60 characters.' }] : []),
    send: async (_run, { key, messages, withheld }) => {
      const isNew = !keys.has(key);
      const outcomes = messages.map((message): SendOutcome => {
        const answer = answers.shift() ?? { outcome: 'SENT', providerId: `card-${message.id}` };
        if (answer instanceof Error) throw answer;
        if (isNew && answer.outcome === 'SENT' && !withheld?.has(message.id)) posted.push(message);
        return answer;
      });
      keys.add(key);
      return outcomes;
    },
  };
  const plugin = definePlugin({ id: 'post', version: '1.0.0', sdk: '^1.0.0', requires: { messaging: '^0.1.0' }, extensions: [extend(Channels, postcards)] });
  return { plugin, posted, answers, postcards };
}
