import { buildSchema } from '@regulars/kernel';
import type { Audience, PluginDefinition } from '@regulars/plugin-sdk';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

export const AUDIENCES: readonly Audience[] = ['staff', 'member', 'platform'];

const built = new Map<Audience, Map<string, { readonly modules: readonly PluginDefinition[]; readonly schema: GraphQLSchema | null }>>(AUDIENCES.map((audience) => [audience, new Map()]));

/** What a brand with these modules offers to an audience, sorted; null when it cannot be asked anything. Built once. */
export function schemaOf(audience: Audience, modules: readonly PluginDefinition[]): GraphQLSchema | null {
  const key = modules.map(({ id }) => id).join();
  const known = built.get(audience)?.get(key);
  if (known && known.modules.every((module, index) => module === modules[index])) return known.schema;
  const schema = buildFor(audience, modules);
  built.get(audience)?.set(key, { modules, schema });
  return schema;
}

function buildFor(audience: Audience, modules: readonly PluginDefinition[]): GraphQLSchema | null {
  const resolvers = new Set<unknown>(modules.flatMap((module) => module.resolvers?.[audience] ?? []));
  const answers = getMetadataStorage().queries.some(({ target }) => resolvers.has(target));
  return answers ? lexicographicSortSchema(buildSchema(audience, modules)) : null;
}

/** As text; built anew each time. */
export function sdlOf(audience: Audience, modules: readonly PluginDefinition[]): string {
  const schema = buildFor(audience, modules);
  return schema ? `${printSchema(schema)}\n` : '';
}

/** Names of all types that modules show to any audience. */
export const shownBy = (modules: readonly PluginDefinition[]): ReadonlySet<string> =>
  new Set(AUDIENCES.flatMap((audience) => Object.keys(schemaOf(audience, modules)?.getTypeMap() ?? {})));
