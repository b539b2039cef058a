import type { Audience, PluginDefinition } from '@regulars/plugin-sdk';
import { getMetadataStorage } from 'type-graphql';

/** By mutation of an audience: the plugin whose it is. Those of core modules, which nobody can take away, are left out. */
export function mutationOwners(audience: Audience, modules: readonly PluginDefinition[]): ReadonlyMap<string, string> {
  const { mutations } = getMetadataStorage();
  return new Map(
    modules.filter(({ core }) => !core).flatMap(({ id, resolvers }) => {
      const own = new Set<unknown>(resolvers?.[audience] ?? []);
      return mutations.filter(({ target }) => own.has(target)).map(({ schemaName }) => [schemaName, id] as const);
    }),
  );
}
