import { type Context, eventTypeName, type JsonObject, type ListDefinition, publicId } from '@regulars/plugin-sdk';
import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { eventCursor } from '../domain/event-cursor';
import { eventNamesOfType } from '../domain/events';
import { type EventRow, mergedTimelineList, timelineList } from '../domain/timeline';
import { type LiveEvent, MemberEvent } from './member-event.type';

type EventClass = new () => MemberEvent;
const classes = new Map<string, EventClass>();

/** The GraphQL class of an event: the type that resolves is the one the object is an instance of. */
function classOf(eventName: string): EventClass {
  const type = eventTypeName(eventName);
  const known = classes.get(type) ?? (getMetadataStorage().objectTypes.find(({ name }) => name === type)?.target as EventClass | undefined);
  if (!known) throw new Error(`No module declares the type ${type} of the event ${eventName}`);
  classes.set(type, known);
  return known;
}

/** An event as GraphQL shows it. */
export const memberEventObject = (event: LiveEvent): MemberEvent =>
  Object.assign(new (classOf(event.name))(), {
    id: publicId('evt', event.id),
    type: event.name,
    version: event.version,
    cursor: event.cursor,
    occurredAt: event.at,
    data: event.payload as JsonObject,
    memberUuid: event.memberId,
  });

const namesBySchema = new WeakMap<GraphQLSchema, readonly string[]>();

/** Names of the events that have a type in this schema: those of modules that are switched on. */
export function eventNamesIn(schema: GraphQLSchema): readonly string[] {
  let names = namesBySchema.get(schema);
  if (!names) {
    const type = schema.getType('MemberEvent');
    names = isInterfaceType(type) ? schema.getPossibleTypes(type).flatMap(({ name }) => eventNamesOfType(name)) : [];
    namesBySchema.set(schema, names);
  }
  return names;
}

const toItem = (row: EventRow, ctx: Context): MemberEvent =>
  memberEventObject({ id: row.id, name: row.name, version: row.version, at: row.at, memberId: row.member_id, payload: row.payload, cursor: eventCursor(ctx, row) });

export const timelineEvents: ListDefinition<EventRow, MemberEvent> = { ...timelineList, toItem };
export const mergedTimelineEvents: ListDefinition<EventRow, MemberEvent> = { ...mergedTimelineList, toItem };
