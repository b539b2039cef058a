import { buildSchema } from '@regulars/kernel';
import type { Audience, PluginDefinition } from '@regulars/plugin-sdk';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

export const AUDIENCES: readonly Audience[] = ['staff', 'member', 'platform'];

/** What a brand with these modules offers to an audience, sorted; null when it cannot be asked anything. */
export function schemaOf(audience: Audience, modules: readonly PluginDefinition[]): GraphQLSchema | null {
  const resolvers = new Set<unknown>(modules.flatMap((module) => module.resolvers?.[audience] ?? []));
  const answers = getMetadataStorage().queries.some(({ target }) => resolvers.has(target));
  return answers ? lexicographicSortSchema(buildSchema(audience, modules)) : null;
}

export function sdlOf(audience: Audience, modules: readonly PluginDefinition[]): string {
  const schema = schemaOf(audience, modules);
  return schema ? `${printSchema(schema)}\n` : '';
}
