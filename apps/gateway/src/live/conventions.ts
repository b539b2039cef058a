import type { LoggedEvent } from '@regulars/kernel';
import { type Context, eventTypeName, type JsonObject, type StoredEvent } from '@regulars/plugin-sdk';
import { type GraphQLField, GraphQLError, type GraphQLSchema, isAbstractType, isObjectType, getNamedType } from 'graphql';
import type { EventFilter } from './brand-log';

/** What a subscription field says of itself with `@Extensions`. */
export interface LiveConvention {
  /** `'member'`: events about members; the field takes `types`, `memberId` and `after`. */
  readonly liveEvents?: 'member';
  /** Which of the events the caller may see; null: every one. */
  readonly liveSees?: (ctx: Context) => Promise<((event: StoredEvent<JsonObject>) => boolean) | null>;
  /** Name of the event that says that the object named by the argument `liveArgument` changed. */
  readonly liveEvent?: string;
  readonly liveArgument?: string;
  /** Where the event's payload holds the object's id. */
  readonly livePayload?: string;
}

type LiveField = GraphQLField<unknown, unknown>;
type Arguments = Readonly<Record<string, unknown>>;

export const conventionOf = (field: LiveField): LiveConvention => field.extensions as LiveConvention;

/** Names of events whose type the schema has, found once each. */
function knownTypes(schema: GraphQLSchema, field: LiveField): (name: string) => boolean {
  const base = getNamedType(field.type);
  const known = new Map<string, boolean>();
  return (name) => {
    let isKnown = known.get(name);
    if (isKnown === undefined) {
      const type = schema.getType(eventTypeName(name));
      isKnown = isObjectType(type) && isAbstractType(base) && schema.isSubType(base, type);
      known.set(name, isKnown);
    }
    return isKnown;
  };
}

const badRequest = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });

/** The member whose events are wanted: on the member audience the caller, whatever is asked for. */
async function memberOf(ctx: Context, args: Arguments): Promise<string | null> {
  if (ctx.audience === 'member') {
    if (ctx.actor.memberId === null) throw new GraphQLError('Not allowed', { extensions: { code: 'FORBIDDEN' } });
    return ctx.actor.memberId;
  }
  const { memberId } = args;
  if (typeof memberId !== 'string') return null;
  const member = (await ctx.node(memberId)) as { readonly uuid?: string } | null;
  if (member?.uuid === undefined) throw badRequest('There is no such member');
  return member.uuid;
}

/** Events about members, of types the caller's schema has. */
export async function memberEventFilter(schema: GraphQLSchema, field: LiveField, args: Arguments, ctx: Context): Promise<EventFilter> {
  const memberId = await memberOf(ctx, args);
  const types = Array.isArray(args.types) ? (args.types as string[]) : null;
  const wanted = types && new Set(types);
  const isKnown = knownTypes(schema, field);
  const sees = (await conventionOf(field).liveSees?.(ctx)) ?? null;
  const matches = (event: LoggedEvent): boolean =>
    event.memberId !== null && (memberId === null || event.memberId === memberId) && (wanted === null || wanted.has(event.name)) && isKnown(event.name) && (sees === null || sees(event));
  return { memberId, types, matches };
}

/** Changes of one object, which the caller names by its public id. */
export function changeFilter({ liveEvent = '', liveArgument = 'id', livePayload = 'id' }: LiveConvention, args: Arguments): EventFilter {
  const id = String(args[liveArgument]).toLowerCase();
  const idIn = (payload: JsonObject): string => String(payload[livePayload]).toLowerCase();
  return { memberId: null, types: [liveEvent], matches: (event) => event.name === liveEvent && idIn(event.payload) === id };
}

/** Stands for the event that would say: the object is as it is now. */
export const presentOf = ({ liveEvent = '', liveArgument = 'id', livePayload = 'id' }: LiveConvention, args: Arguments, { now }: Context): StoredEvent<JsonObject> => ({
  id: '', name: liveEvent, version: 1, at: now, memberId: null, payload: { [livePayload]: String(args[liveArgument]) },
});
