import { type Actor, type Context, type EventSelection, type EventSelections, eventTypeName, type Json, type JsonObject, Rejection, type Selected, statement, type StoredEvent } from '@regulars/plugin-sdk';
import { execute, type ExecutionResult, getNamedType, type GraphQLField, GraphQLError, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import { onceAudited } from '../audit/read-audit';
import { actorOfKey } from '../callers/api-keys';
import { formatCursor } from '../events/cursor';
import type { PlatformRuntime } from '../platform';
import type { RequestContext } from '../request-context';
import { mayCall } from '../rights';
import { isInvalid, readSelection } from './selection-document';

type LiveField = GraphQLField<unknown, unknown>;
type Sees = (ctx: Context) => Promise<((event: StoredEvent<JsonObject>) => boolean) | null>;

interface EventRow {
  id: string; xid: string; name: string; version: number; at: Date; member_id: string | null; payload: JsonObject;
}

const EVENT = statement<EventRow, [string]>('platform.event-to-select', 'SELECT id, xid::text AS xid, name, version, at, member_id, payload FROM platform.event WHERE id = $1');

const MAX_STALE = 5;
const MAX_ERRORS = 5;

const liveField = (schema: GraphQLSchema, name: string): LiveField | undefined => schema.getSubscriptionType()?.getFields()[name];

function hasType(schema: GraphQLSchema, field: LiveField, event: string): boolean {
  const type = schema.getType(eventTypeName(event));
  const base = getNamedType(field.type);
  return isObjectType(type) && isAbstractType(base) && schema.isSubType(base, type);
}

/** A selection over one event as the API key, in a read-only unit of work of its own. @param shownTo whose answer shows what is selected, when it is not sent to the key's holder */
export async function selectEventAsKey(platform: PlatformRuntime, brandId: string, keyId: string, selection: EventSelection, eventId: string, shownTo?: Context): Promise<Selected> {
  const actor = await platform.aside(brandId, (ctx) => actorOfKey(ctx, keyId));
  if (!actor) return { outcome: 'KEY_GONE' };
  for (let attempt = 0; ; attempt++) {
    const ctx = await platform.open({ brandId, audience: 'staff', actor });
    try {
      const selected = await selectOn(ctx, actor, selection, eventId, shownTo);
      if (!ctx.isStale || attempt >= MAX_STALE) return selected;
    } catch (error) {
      if (!ctx.isStale || attempt >= MAX_STALE) throw error;
    } finally {
      await ctx.end();
    }
    platform.brands.forget(brandId);
  }
}

async function selectOn(ctx: RequestContext, actor: Actor, selection: EventSelection, eventId: string, shownTo?: Context): Promise<Selected> {
  const { schema } = ctx.platform.schemaFor('staff', ctx.brandState.shown);
  const field = liveField(schema, selection.field);
  if (!field) return { outcome: 'INVALID', problems: [`There is no ${selection.field}.`] };
  const [row] = await ctx.sql(EVENT(eventId));
  if (!row || row.member_id === null || !mayCall(actor, String(field.extensions.permission))) return { outcome: 'UNSEEN' };
  if (!hasType(schema, field, row.name)) return { outcome: 'INVALID', problems: [`The brand's schema has no event ${row.name}.`] };
  const { member_id: memberId, xid, ...rest } = row;
  const event = { ...rest, memberId };
  const sees = await (field.extensions.liveSees as Sees | undefined)?.(ctx);
  if (sees && !sees(event)) return { outcome: 'UNSEEN' };
  const read = readSelection(schema, selection);
  if (isInvalid(read)) return { outcome: 'INVALID', problems: read };
  const rootValue = { ...event, cursor: formatCursor({ xid, id: row.id }) };
  const result = await execute({ schema, document: read.document, contextValue: ctx, rootValue });
  if (ctx.isStale) return answered(result, read.key);
  if (shownTo) for (const accesses of ctx.audit.accesses.values()) for (const [memberId, fields] of accesses) shownTo.accessed([memberId], [...fields]);
  return answered(shownTo ? result : await onceAudited(ctx, read.document, null, result), read.key);
}

/** A fault of ours is thrown, so that it is tried again; what the key may not see, or is gone, is null and said. */
function answered({ data, errors = [] }: ExecutionResult, key: string): Selected {
  for (const { originalError } of errors) if (originalError && !(originalError instanceof GraphQLError) && !(originalError instanceof Rejection)) throw originalError;
  const messages = errors.slice(0, MAX_ERRORS).map(({ message, path }) => `${(path ?? []).slice(1).join('.')}: ${message}`);
  const value = (data?.[key] ?? null) as Json;
  return value === null ? { outcome: 'INVALID', problems: messages } : { outcome: 'SELECTED', value, errors: messages };
}

/** What modules use of it, in a unit of work. */
export class EventSelectionsOf implements EventSelections {
  constructor(private readonly ctx: RequestContext, private readonly platform: PlatformRuntime) {}

  problemsOf(selection: EventSelection): readonly string[] {
    const read = readSelection(this.ctx.platform.schemaFor('staff', this.ctx.brandState.shown).schema, selection);
    return isInvalid(read) ? read : [];
  }

  select(keyId: string, selection: EventSelection, eventId: string): Promise<Selected> {
    return selectEventAsKey(this.platform, this.ctx.brand.id, keyId, selection, eventId, this.ctx);
  }
}
