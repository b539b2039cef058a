import { type BuiltInRole, builtInRoles, maskableFieldsOf } from '@regulars/brand/contract';
import type { PlatformRuntime } from '@regulars/kernel';
import { ANY_CALLER, ANYONE, type Audience, type PluginDefinition } from '@regulars/plugin-sdk';
import { argumentsFor, operationFor, type RootKind } from '@regulars/testing';
import type { GraphQLField, GraphQLSchema } from 'graphql';

/** One root field of an audience, and the right it asks for. */
export interface Operation {
  readonly audience: Audience;
  readonly kind: RootKind;
  readonly name: string;
  readonly permission: string;
  readonly document: string;
  readonly variables: () => Record<string, unknown>;
}

const KINDS: readonly RootKind[] = ['query', 'mutation', 'subscription'];

/** Every root field that an audience of a brand with everything has; the field's own word for its permission. */
export function operationsOf(runtime: PlatformRuntime, modules: readonly PluginDefinition[], audience: Audience): readonly Operation[] {
  const { schema } = runtime.schemaFor(audience, new Set(modules.map(({ id }) => id)));
  return KINDS.flatMap((kind) => Object.values(rootOf(schema, kind)).map((field) => operationOf(schema, audience, kind, field)))
    .sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

function rootOf(schema: GraphQLSchema, kind: RootKind): Readonly<Record<string, GraphQLField<unknown, unknown>>> {
  const type = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() }[kind];
  return type?.getFields() ?? {};
}

const operationOf = (schema: GraphQLSchema, audience: Audience, kind: RootKind, field: GraphQLField<unknown, unknown>): Operation => ({
  audience, kind, name: field.name, permission: String(field.extensions.permission), document: operationFor(schema, kind, field, 0), variables: () => argumentsFor(field.args),
});

/** What the matrix says of somebody with these permissions. */
export const isAllowed = ({ permission }: Operation, permissions: readonly string[]): boolean => permission === ANYONE || permission === ANY_CALLER || permissions.includes(permission);

const pad = (text: string, length: number): string => text.padEnd(length);
const cells = (values: readonly string[], roles: readonly BuiltInRole[]): string => values.map((value, index) => pad(value, roles[index]?.code.length ?? 0)).join('  ').trimEnd();

/**
 * The golden file: who may call what, as the modules declare it. A cell holds one letter for a role that reaches all
 * stores, and one for the same role within some: `x` may call it, `.` is refused.
 */
export function matrixText(runtime: PlatformRuntime, modules: readonly PluginDefinition[]): string {
  const roles = builtInRoles(modules);
  const staff = operationsOf(runtime, modules, 'staff');
  const head = `${pad('', 45)}${pad('permission', 24)}${cells(roles.map(({ code }) => code), roles)}`;
  const line = (operation: Operation): string =>
    `${pad(`${operation.kind} ${operation.name}`, 45)}${pad(operation.permission, 24)}${cells(roles.map(({ permissions }) => (isAllowed(operation, permissions) ? 'xx' : '..')), roles)}`;
  const others = (['member', 'platform'] as const).flatMap((audience) => operationsOf(runtime, modules, audience).map((operation) => `${pad(`${audience}: ${operation.kind} ${operation.name}`, 45)}${operation.permission}`));
  const masks = maskableFieldsOf(modules).map((field) => `${pad(field, 69)}${cells(roles.map((role) => role.masks.get(field)?.toLowerCase() ?? 'whole'), roles)}`);
  return [
    '# Operation x built-in role x scope (all stores, some stores). Written anew by: UPDATE=1 npx jest test/rights-matrix', head, ...staff.map(line),
    '', '# Other audiences: the right an operation asks for', ...others,
    '', '# How a role sees personal data', ...masks, '',
  ].join('\n');
}
