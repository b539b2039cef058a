import type { Audience, PluginDefinition } from '@regulars/plugin-sdk';
import { GraphQLObjectType, printType } from 'graphql';
import { type AddedField, schemaChanges } from './schema-changes';
import { schemaOf, shownBy } from './schema-of';

/**
 * What a module adds to the schema of an audience: its types, and its fields on the types of others. Types of the
 * sdk are nobody's addition, and one that another audience knows from its owner is not this module's either. Empty
 * when it adds nothing.
 *
 * @param dependencies the modules it requires, and what those require
 */
export function addedSdl(audience: Audience, module: PluginDefinition, dependencies: readonly PluginDefinition[]): string {
  const { types, fields } = schemaChanges(schemaOf(audience, dependencies), schemaOf(audience, [...dependencies, module]));
  const extended = [...new Set(fields.map(({ type }) => type))].map((type) => ({ name: type, text: extension(type, fields) }));
  const borrowed = shownBy(dependencies);
  const own = types.filter(({ name }) => !borrowed.has(name));
  const parts = [...extended, ...own.map((type) => ({ name: type.name, text: printType(type) }))];
  return parts.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ text }) => `${text}\n`).join('\n');
}

function extension(name: string, added: readonly AddedField[]): string {
  const own = added.filter(({ type }) => type === name).map(({ field }) => field);
  const fields = Object.fromEntries(own.map(({ name: field, type, description, deprecationReason, args }) => [field, {
    type, description, deprecationReason,
    args: Object.fromEntries(args.map((arg) => [arg.name, { type: arg.type, defaultValue: arg.defaultValue, description: arg.description, deprecationReason: arg.deprecationReason }])),
  }]));
  return `extend ${printType(new GraphQLObjectType({ name, fields }))}`;
}
