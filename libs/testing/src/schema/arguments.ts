import {
  type GraphQLArgument, type GraphQLInputType, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, type GraphQLInputObjectType, type GraphQLNamedInputType, getNamedType,
} from 'graphql';
import { randomUUID } from 'node:crypto';

/** Where a value stands within the arguments: `input.memberId`. */
export type ArgumentPath = readonly string[];

/** A value of each scalar that its parser takes; of others a short text. */
const SCALARS: Readonly<Record<string, unknown>> = {
  Int: 1, Float: 1, Boolean: false, DateTime: '2026-02-01T00:00:00Z', Date: '2026-02-01', Decimal: '1.00', JSON: {}, ID: 'xyz_00000000000000000000000000',
};

export interface Fill {
  /** Optional inputs on this path are given too, and the `ID` at its end is `id`. */
  readonly path: ArgumentPath;
  readonly id: string;
}

/** Valid arguments: what is required, and what `fill` asks for. */
export function argumentsFor(args: readonly GraphQLArgument[], fill: Fill = { path: [], id: '' }): Record<string, unknown> {
  return fieldsFor(args, fill.path, fill.id);
}

type InputField = Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>;

const isRequired = ({ type, defaultValue }: InputField): boolean => isNonNullType(type) && defaultValue === undefined;

function fieldsFor(fields: readonly InputField[], [next, ...rest]: ArgumentPath, id: string): Record<string, unknown> {
  const wanted = fields.filter((field) => field.name === next || isRequired(field));
  return Object.fromEntries(wanted.map((field) => [field.name, valueFor(field.type, field.name, field.name === next ? rest : null, id)]));
}

/** @param path what follows below this value towards the id; null when the id is elsewhere */
function valueFor(type: GraphQLInputType, name: string, path: ArgumentPath | null, id: string): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [valueFor(nullable.ofType, name, path, id)];
  if (isInputObjectType(nullable)) return inputFor(nullable, path ?? [], id);
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  if (path && nullable.name === 'ID') return id;
  // Each call is one of its own.
  return name === 'idempotencyKey' ? randomUUID() : (SCALARS[nullable.name] ?? 'text');
}

function inputFor(type: GraphQLInputObjectType, path: ArgumentPath, id: string): unknown {
  const fields = Object.values(type.getFields());
  if (!type.isOneOf) return fieldsFor(fields, path, id);
  const chosen = fields.find((field) => field.name === path[0]) ?? fields[0];
  return chosen ? { [chosen.name]: valueFor(chosen.type, chosen.name, path.slice(1), id) } : {};
}

/** Every place in the arguments that takes an id, optional ones too; an input type within itself is not looked into. */
export function idPaths(args: readonly GraphQLArgument[]): ArgumentPath[] {
  const below = ({ name, type }: InputField, within: readonly GraphQLNamedInputType[]): ArgumentPath[] => {
    const named = getNamedType(type);
    if (named.name === 'ID') return [[name]];
    if (!isInputObjectType(named) || within.includes(named)) return [];
    return Object.values(named.getFields()).flatMap((field) => below(field, [...within, named])).map((path) => [name, ...path]);
  };
  return args.flatMap((arg) => below(arg, []));
}
