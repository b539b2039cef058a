import {
  type GraphQLArgument, type GraphQLField, type GraphQLInputType, type GraphQLNamedInputType, type GraphQLObjectType, type GraphQLSchema, getNamedType, getNullableType, isInputObjectType, isListType, isObjectType, isRequiredArgument, isScalarType,
} from 'graphql';
import { type ArgumentPath, argumentsFor, operationFor, type RootKind } from '@regulars/testing';

/** One place in the arguments of one field where a text or an id can be given. */
export interface Slot {
  readonly kind: RootKind;
  /** The root field, or `Type.field` within it. */
  readonly field: string;
  readonly document: string;
  readonly path: ArgumentPath;
  readonly scalar: string;
  readonly variables: (value: string) => Record<string, unknown>;
}

const TEXTS: ReadonlySet<string> = new Set(['ID', 'String']);

/** Every place in every root field's arguments and in those of every field below that takes an id or a text. */
export const slotsOf = (schema: GraphQLSchema): readonly Slot[] => [...rootSlots(schema), ...nestedSlots(schema)];

function rootSlots(schema: GraphQLSchema): Slot[] {
  const roots: readonly [RootKind, GraphQLObjectType | null | undefined][] = [['query', schema.getQueryType()], ['mutation', schema.getMutationType()]];
  return roots.flatMap(([kind, type]) => Object.values(type?.getFields() ?? {}).flatMap((field) => {
    const document = operationFor(schema, kind, field, kind === 'query' ? 3 : 1);
    const places = placesIn(field.args);
    // A field that takes nothing is asked once, too: what it shows of itself counts.
    const slots = places.length > 0 ? places : [{ path: [] as ArgumentPath, scalar: 'String' }];
    return slots.map(({ path, scalar }) => ({ kind, field: field.name, document, path, scalar, variables: (value: string) => placed(field.args, path, value) }));
  }));
}

interface Place {
  readonly path: ArgumentPath;
  readonly scalar: string;
}

function placesIn(args: readonly GraphQLArgument[]): Place[] {
  const below = ({ name, type }: { readonly name: string; readonly type: GraphQLInputType }, within: readonly GraphQLNamedInputType[]): Place[] => {
    const named = getNamedType(type);
    if (isScalarType(named)) return TEXTS.has(named.name) && name !== 'idempotencyKey' ? [{ path: [name], scalar: named.name }] : [];
    if (!isInputObjectType(named) || within.includes(named)) return [];
    return Object.values(named.getFields()).flatMap((field) => below(field, [...within, named])).map((place) => ({ ...place, path: [name, ...place.path] }));
  };
  return args.flatMap((arg) => below(arg, []));
}

let calls = 0;

/** No two calls give the same text where any would do: what the first one made must not be what the second one meets. */
function unlike(value: unknown, own = `text-${++calls}`): unknown {
  if (Array.isArray(value)) return value.map((item) => unlike(item, own));
  if (value === null || typeof value !== 'object') return value === 'text' ? own : value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unlike(item, own)]));
}

/** Valid arguments with `value` at the end of the path, optional inputs on the way given too. */
function placed(args: readonly GraphQLArgument[], path: ArgumentPath, value: string): Record<string, unknown> {
  const filled = unlike(argumentsFor(args, { path, id: value })) as Record<string, unknown>;
  const put = (target: Record<string, unknown>, fields: readonly { readonly name: string; readonly type: GraphQLInputType }[], [next = '', ...rest]: ArgumentPath): void => {
    const type = fields.find(({ name }) => name === next)?.type;
    if (!type) return;
    const isList = isListType(getNullableType(type));
    const named = getNamedType(type);
    if (rest.length === 0 || !isInputObjectType(named)) target[next] = isList ? [value] : value;
    else {
      const present = isList ? (target[next] as unknown[] | undefined)?.[0] : target[next];
      const inner = (present ?? {}) as Record<string, unknown>;
      put(inner, Object.values(named.getFields()), rest);
      target[next] = isList ? [inner] : inner;
    }
  };
  if (path.length > 0) put(filled, args, path);
  return filled;
}

/** Arguments of fields below the root: each is reached from a root field that needs no arguments. */
function nestedSlots(schema: GraphQLSchema): Slot[] {
  const slots: Slot[] = [];
  for (const [typeName, way] of waysTo(schema)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      for (const arg of field.args.filter((one) => TEXTS.has(getNamedType(one.type).name))) slots.push(nestedSlot(schema, type, field, arg, way));
    }
  }
  return slots;
}

function nestedSlot(schema: GraphQLSchema, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, arg: GraphQLArgument, way: readonly string[]): Slot {
  const selected = operationFor(schema, 'query', { ...field, args: [] }, 2).replace(/^query /, '').slice(1, -1).trim();
  const asked = selected.replace(field.name, `${field.name}(${arg.name}: $value)`);
  const document = `query ($value: ${String(arg.type)}) { ${way.join(' { ')} { ${asked} } ${'}'.repeat(way.length)}`;
  const isList = isListType(getNullableType(arg.type));
  return { kind: 'query', field: `${type.name}.${field.name}`, document, path: [arg.name], scalar: getNamedType(arg.type).name, variables: (value) => ({ value: isList ? [value] : value }) };
}

const MAX_WAY = 4;

/** The shortest way to each object type through fields that need no arguments. */
function waysTo(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const query = schema.getQueryType();
  const found = new Map<string, readonly string[]>();
  let edge: { readonly type: GraphQLObjectType; readonly way: readonly string[] }[] = query ? [{ type: query, way: [] }] : [];
  for (let length = 0; length < MAX_WAY; length++) {
    const next: typeof edge = [];
    for (const { type, way } of edge) {
      for (const field of Object.values(type.getFields())) {
        const named = getNamedType(field.type);
        if (!isObjectType(named) || found.has(named.name) || field.args.some(isRequiredArgument)) continue;
        found.set(named.name, [...way, field.name]);
        next.push({ type: named, way: [...way, field.name] });
      }
    }
    edge = next;
  }
  return found;
}
