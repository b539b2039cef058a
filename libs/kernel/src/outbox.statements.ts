import { CURRENT_BRAND, instantArray, newUuid, plainArray, rowsOf, type Statement, statement, textArray } from '@regulars/plugin-sdk';

export interface PendingEvent {
  readonly name: string;
  readonly version: number;
  readonly memberId: string | null;
  readonly payload: object;
  readonly at: Date;
}

/**
 * Both halves of an event's place, `xid` and `id`, are made here: the statement travels with COMMIT, when every lock
 * is held. What was known before says nothing about who came first. What is the same in all rows is asked for once: as
 * defaults of columns the functions would run for each.
 */
const INSERT_EVENTS = statement<never, string[]>('platform.insert-events', `
  INSERT INTO platform.event (brand_id, xid, id, name, version, member_id, payload, actor, at)
  SELECT ${CURRENT_BRAND}, (SELECT platform.place_in_log()), platform.event_id((SELECT clock_timestamp()), number),
      name, version, member_id, payload, $7, at
    FROM ${rowsOf('number bigint, name text, version int, member_id uuid, at timestamptz, payload json')}`);

/** JSON of what may hold bigints: as strings, for `jsonb_to_recordset` and for the outbox. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value); // several times as fast as with a replacer, which few values need
  } catch {
    return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
  }
}

export const insertEvents = (events: readonly PendingEvent[], actor: string): Statement<never> => INSERT_EVENTS(
  plainArray(events.map((_, index) => index + 1)),
  textArray(events.map((event) => event.name)),
  plainArray(events.map((event) => event.version)),
  plainArray(events.map((event) => event.memberId)),
  instantArray(events.map((event) => event.at)),
  toJson(events.map((event) => event.payload)),
  actor,
);

const INSERT_DEFERRED = statement<never, [string, string, string, string, string]>('platform.defer-reaction', `
  INSERT INTO platform.deferred_reaction (id, module, reaction, moment, batch) VALUES ($1, $2, $3, $4, $5::jsonb)`);

export const insertDeferredReaction = (module: string, reaction: string, moment: string, batch: readonly unknown[]): Statement<never> =>
  INSERT_DEFERRED(newUuid(), module, reaction, moment, toJson(batch));

const ENQUEUE = statement<never, [string, string]>('platform.add-job', 'SELECT platform.add_job($1, $2::json)');

export const enqueueTask = (task: string, brandId: string, payload: object): Statement<never> => ENQUEUE(task, toJson({ brandId, payload }));
