import {
  type GraphQLField, type GraphQLInputObjectType, type GraphQLNamedType, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType, printType,
} from 'graphql';
import { isModuleType } from './sdk-types';

export interface AddedField {
  readonly type: string;
  readonly field: GraphQLField<unknown, unknown>;
}

/** How a schema differs from one with fewer modules. */
export interface SchemaChanges {
  readonly types: readonly GraphQLNamedType[];
  readonly fields: readonly AddedField[];
  /** Whatever else differs, in words: a module may add types, and fields to objects, and nothing more. */
  readonly others: readonly string[];
}

const EMPTY: SchemaChanges = { types: [], fields: [], others: [] };
const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

export const isRoot = (type: string): boolean => ROOTS.has(type);

export function schemaChanges(before: GraphQLSchema | null, after: GraphQLSchema | null): SchemaChanges {
  if (!after) return EMPTY;
  const old = before?.getTypeMap() ?? {};
  const types: GraphQLNamedType[] = [];
  const fields: AddedField[] = [];
  const others = Object.keys(old).filter((name) => !after.getType(name)).map((name) => `type ${name} is gone`);
  for (const type of Object.values(after.getTypeMap())) {
    const known = old[type.name];
    if (isRoot(type.name) && isObjectType(type)) fields.push(...fieldsOf(type, known));
    else if (!isModuleType(type)) continue;
    else if (!known) types.push(type);
    else fields.push(...fieldsOf(type, known));
    if (known) others.push(...otherChanges(known, type));
  }
  return { types, fields, others };
}

function fieldsOf(type: GraphQLNamedType, known: GraphQLNamedType | undefined): AddedField[] {
  if (!isObjectType(type)) return [];
  const old = isObjectType(known) ? known.getFields() : {};
  return Object.values(type.getFields()).filter(({ name }) => !(name in old)).map((field) => ({ type: type.name, field }));
}

function otherChanges(before: GraphQLNamedType, after: GraphQLNamedType): string[] {
  if (isObjectType(before) && isObjectType(after)) return changedObject(before, after);
  if (printType(before) === printType(after)) return [];
  const [was, is] = [partsOf(before), partsOf(after)];
  const gained = [...is].filter((part) => !was.has(part)).map((part) => `${after.name} gains ${part}`);
  const lost = [...was].filter((part) => !is.has(part)).map((part) => `${after.name} loses ${part}`);
  return gained.length + lost.length > 0 ? [...gained, ...lost] : [`${after.name} is described or declared otherwise`];
}

type FieldsOwner = { getFields(): Record<string, { name: string; type: unknown; args?: readonly { name: string; type: unknown }[] }> };

const signature = ({ name, type, args = [] }: { name: string; type: unknown; args?: readonly { name: string; type: unknown }[] }): string =>
  `${name}${args.length > 0 ? `(${args.map((arg) => `${arg.name}: ${String(arg.type)}`).join(', ')})` : ''}: ${String(type)}`;

const signatures = (type: FieldsOwner): string[] => Object.values(type.getFields()).map(signature);

function changedObject(before: Extract<GraphQLNamedType, FieldsOwner>, after: Extract<GraphQLNamedType, FieldsOwner>): string[] {
  const now = new Set(signatures(after as FieldsOwner));
  const lost = signatures(before as FieldsOwner).filter((field) => !now.has(field)).map((field) => `${after.name} loses ${field}`);
  const [was, is] = [interfacesOf(before), interfacesOf(after)];
  return [...lost, ...[...is].filter((name) => !was.has(name)).map((name) => `${after.name} now implements ${name}`)];
}

const interfacesOf = (type: GraphQLNamedType): ReadonlySet<string> => new Set(isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(({ name }) => name) : []);

/** What a type that is no object consists of. */
function partsOf(type: GraphQLNamedType): ReadonlySet<string> {
  if (isEnumType(type)) return new Set(type.getValues().map(({ name }) => name));
  if (isUnionType(type)) return new Set(type.getTypes().map(({ name }) => name));
  if (isInputObjectType(type) || isInterfaceType(type)) return new Set(signatures(type as GraphQLInputObjectType & FieldsOwner));
  return new Set();
}
