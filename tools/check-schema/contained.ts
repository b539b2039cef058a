import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, type EnumValueDefinitionNode, type FieldDefinitionNode, type InputValueDefinitionNode, Kind, type NamedTypeNode, print } from 'graphql';

/** What definitions and extensions of one name have between them. */
interface Shape {
  kind: string;
  readonly fields: Map<string, FieldDefinitionNode | InputValueDefinitionNode>;
  readonly values: Set<string>;
  readonly interfaces: Set<string>;
  isOneOf: boolean;
}

/** Any definition or extension of a type. */
interface TypeNode {
  readonly kind: string;
  readonly name?: { readonly value: string };
  readonly fields?: readonly (FieldDefinitionNode | InputValueDefinitionNode)[];
  readonly values?: readonly EnumValueDefinitionNode[];
  readonly types?: readonly NamedTypeNode[];
  readonly interfaces?: readonly NamedTypeNode[];
  readonly directives?: readonly ConstDirectiveNode[];
}

const kindOf = (kind: string): string => kind.replace(/(TypeDefinition|TypeExtension)$/, '');

function shapesOf(definitions: readonly DefinitionNode[]): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const node of definitions as readonly TypeNode[]) {
    const name = node.name?.value;
    if (name === undefined || node.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const shape = shapes.get(name) ?? { kind: kindOf(node.kind), fields: new Map(), values: new Set(), interfaces: new Set(), isOneOf: false };
    shapes.set(name, shape);
    for (const field of node.fields ?? []) shape.fields.set(field.name.value, field);
    for (const value of [...(node.values ?? []), ...(node.types ?? [])]) shape.values.add(value.name.value);
    for (const { name: one } of node.interfaces ?? []) shape.interfaces.add(one.value);
    shape.isOneOf ||= (node.directives ?? []).some((directive) => directive.name.value === 'oneOf');
  }
  return shapes;
}

/**
 * What a schema lacks of a contract, in words; empty when everything the contract names is there with the same type,
 * arguments and defaults. More fields, types, enum values and optional arguments are welcome.
 */
export function missingOf(contract: readonly DocumentNode[], schema: DocumentNode): string[] {
  const ours = shapesOf(schema.definitions);
  return [...shapesOf(contract.flatMap(({ definitions }) => definitions))].flatMap(([name, wanted]) => {
    const found = ours.get(name);
    if (!found) return [`${name} is missing`];
    if (found.kind !== wanted.kind) return [`${name} is no ${wanted.kind} but ${found.kind}`];
    return [
      ...[...wanted.values].filter((value) => !found.values.has(value)).map((value) => `${name} lacks ${value}`),
      ...[...wanted.interfaces].filter((one) => !found.interfaces.has(one)).map((one) => `${name} does not implement ${one}`),
      ...(wanted.isOneOf && !found.isOneOf ? [`${name} is no @oneOf`] : []),
      ...[...wanted.fields.values()].flatMap((field) => fieldProblems(name, field, found.fields.get(field.name.value))),
      ...(wanted.kind === 'InputObject' ? demanded(name, [...found.fields.values()] as InputValueDefinitionNode[], [...wanted.fields.keys()]) : []),
    ];
  });
}

type Member = FieldDefinitionNode | InputValueDefinitionNode;

function fieldProblems(type: string, wanted: Member, found: Member | undefined): string[] {
  const at = `${type}.${wanted.name.value}`;
  if (!found) return [`${at} is missing`];
  if (print(found.type) !== print(wanted.type)) return [`${at} is ${print(found.type)}, not ${print(wanted.type)}`];
  if (wanted.kind === Kind.INPUT_VALUE_DEFINITION) return defaultProblems(at, wanted, found as InputValueDefinitionNode);
  const args = (found as FieldDefinitionNode).arguments ?? [];
  const known = wanted.arguments ?? [];
  return [
    ...known.flatMap((argument) => fieldProblems(at, argument, args.find(({ name }) => name.value === argument.name.value))),
    ...demanded(at, args, known.map(({ name }) => name.value)),
  ];
}

function defaultProblems(at: string, wanted: InputValueDefinitionNode, found: InputValueDefinitionNode): string[] {
  const [ours, theirs] = [found, wanted].map(({ defaultValue }) => (defaultValue ? print(defaultValue) : 'none'));
  return ours === theirs ? [] : [`${at} has the default ${ours}, not ${theirs}`];
}

/** What a caller who knows only the contract would fail to give. */
const demanded = (at: string, found: readonly InputValueDefinitionNode[], known: readonly string[]): string[] =>
  found
    .filter(({ name, type, defaultValue }) => !known.includes(name.value) && type.kind === Kind.NON_NULL_TYPE && !defaultValue)
    .map(({ name }) => `${at} demands ${name.value}, which the contract does not know`);
