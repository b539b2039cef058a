import { type Context, EventSelections, InvalidInputError, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { databaseTime, findEvent } from '../data/delivery.statements';
import type { EndpointTerms } from './endpoint-input';
import { EVENT_PREFIX, type Message, messageOf } from './message';
import { newSecret } from './secrets';
import { selectionOf } from './selection';

export interface Rehearsal extends Message {
  /** Why fields of the body are null. */
  readonly errors: readonly string[];
}

/** What would be posted of an event, signed with a secret that nobody has; nothing is sent. */
export async function rehearseSending(ctx: Context, { types, query, keyId }: EndpointTerms, eventId: string): Promise<Rehearsal> {
  const uuid = readId(EVENT_PREFIX, eventId);
  const [event] = uuid === null ? [] : await ctx.sql(findEvent(uuid));
  const noSuchEvent = (): never => reject(new NotFoundError({ en: 'There is no such event, or the key may not see it.', 'zh-TW': '找不到此事件,或金鑰無權查看。' }, 'eventId', eventId));
  if (!event) return noSuchEvent();
  if (!types.includes(event.name)) return reject(new InvalidInputError({ en: `It is of type ${event.name}, which is not among the types.`, 'zh-TW': `事件種類 ${event.name} 不在所選種類中。` }, 'eventId'));
  const selected = await ctx.use(EventSelections).select(keyId, selectionOf(query), event.id);
  if (selected.outcome === 'INVALID') return reject(new InvalidInputError(selected.problems.join(' ') || 'Nothing is shown of it.', 'input.query'));
  if (selected.outcome !== 'SELECTED') return noSuchEvent();
  const [time] = await ctx.sql(databaseTime());
  return { ...messageOf(event.id, selected.value, time?.now ?? ctx.now, [newSecret()]), errors: selected.errors };
}
