import { type NodeDefinition, publicId, readId } from '@regulars/plugin-sdk';
import { getNamedType, type GraphQLInputType, GraphQLObjectType, isInputObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

/** As many as one audit row names; of the rest it says how many there are. */
export const MAX_TARGETS = 50;
/** Values looked at in one call's arguments: far more than the largest batch has. */
const MAX_VISITED = 100_000;

const ID = /^([a-z]{3})_[0-9a-z]{26}$/i;
const ID_LENGTH = 30;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Adds the public ids that stand anywhere in `args`, in their usual spelling. Nothing else of the arguments is taken. */
export function idsInArguments(args: object, prefixes: ReadonlySet<string>, found: Set<string>): void {
  const waiting: unknown[] = [args];
  for (let visited = 0; waiting.length > 0 && visited < MAX_VISITED; visited++) {
    const value = waiting.pop();
    if (typeof value === 'string') {
      const prefix = value.length === ID_LENGTH ? ID.exec(value)?.[1]?.toLowerCase() : undefined;
      const uuid = prefix !== undefined && prefixes.has(prefix) ? readId(prefix, value) : null;
      if (uuid !== null) found.add(publicId(prefix as string, uuid));
    } else if (typeof value === 'object' && value !== null) {
      waiting.push(...Object.values(value).reverse());
    }
  }
}

interface Declared {
  readonly name: string;
  readonly type: GraphQLInputType;
}

/** What the caller gives as an id: texts that look like one are left out, for anybody can write one. */
export function idsOfType(declared: readonly Declared[], given: object): string[] {
  return declared.flatMap(({ name, type }) => {
    const [value, named] = [(given as Readonly<Record<string, unknown>>)[name], getNamedType(type)];
    return (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((one) => {
      if (typeof one === 'string') return named.name === 'ID' ? [one] : [];
      return typeof one === 'object' && one !== null && isInputObjectType(named) ? idsOfType(Object.values(named.getFields()), one) : [];
    });
  });
}

/** Prefixes of public ids by the name of the GraphQL type they belong to. */
export function prefixesByType(nodes: readonly NodeDefinition[]): ReadonlyMap<string, string> {
  const names = new Map(getMetadataStorage().objectTypes.map(({ target, name }) => [target as unknown, name]));
  return new Map(nodes.map((node) => [names.get(node.type) ?? node.type.name, node.prefix]));
}

type ReadReferences = (reference: object, found: Set<string>) => void;

/**
 * Reads the public ids of what a mutation answered with. A reference `linkId`, a uuid, is what the payload's field
 * `link` shows, and the type of that field says which prefix its ids have; `linkIds` and lists of references likewise.
 */
export function referenceReader(payload: GraphQLObjectType, prefixes: ReadonlyMap<string, string>): ReadReferences {
  const fields = payload.getFields();
  const typeOf = (name: string): GraphQLObjectType | null => {
    const type = fields[name] && getNamedType(fields[name].type);
    return type instanceof GraphQLObjectType ? type : null;
  };
  const readers = new Map<string, ReadReferences | string | null>();
  const readerOf = (key: string): ReadReferences | string | null => {
    const one = /^(.+)Id$/.exec(key)?.[1] ?? /^(.+)Ids$/.exec(key)?.[1]?.concat('s');
    const prefix = one === undefined ? undefined : prefixes.get(typeOf(one)?.name ?? '');
    if (prefix !== undefined) return prefix;
    const nested = typeOf(key);
    return nested && !prefixes.has(nested.name) ? referenceReader(nested, prefixes) : null;
  };
  return (reference, found) => {
    for (const [key, value] of Object.entries(reference)) {
      if (value === null || (typeof value !== 'string' && typeof value !== 'object')) continue;
      let reader = readers.get(key);
      if (reader === undefined) readers.set(key, (reader = readerOf(key)));
      if (reader === null) continue;
      for (const item of Array.isArray(value) ? value : [value]) {
        if (typeof reader !== 'string') reader(item as object, found);
        else if (typeof item === 'string' && UUID.test(item)) found.add(publicId(reader, item));
      }
    }
  };
}
