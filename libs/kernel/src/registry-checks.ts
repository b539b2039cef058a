import { type PluginDefinition, SDK_VERSION } from '@regulars/plugin-sdk';
import { satisfies, valid, validRange } from 'semver';
import { getMetadataArgsStorage } from 'typeorm';
import { addedBuiltIns } from './worker/built-ins';
import { graphqlProblems } from './registry-graphql-checks';

export const pascal = (id: string): string => id.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
export const schemaNameOf = (id: string): string => id.replaceAll('-', '_');
export const nounsOf = (module: PluginDefinition): readonly string[] => module.nouns ?? [pascal(module.id)];

/** Everything that keeps these modules from working together; empty when nothing does. */
export function compositionProblems(modules: readonly PluginDefinition[]): string[] {
  return [
    ...modules.flatMap(identityProblems),
    ...clashes(modules, (module) => [module.id], 'module id'),
    ...clashes(modules, nounsOf, 'noun'),
    ...clashes(modules, (module) => (module.nodes ?? []).map((node) => node.prefix), 'id prefix'),
    ...clashes(modules, (module) => (module.services ?? []).map(({ token }) => `${token.module}/${token.name}`), 'service'),
    ...clashes(modules, (module) => (module.prefetches ?? []).map(({ field }) => field), 'prefetch'),
    ...clashes(modules, (module) => (module.tasks ?? []).map(({ id }) => id), 'task'),
    ...clashes(modules, (module) => (module.invariants ?? []).map(({ id }) => id), 'invariant'),
    ...modules.flatMap((module) => requirementProblems(module, modules)),
    ...cycles(modules),
    ...modules.flatMap(reactionProblems(modules)),
    ...graphqlProblems(modules),
    ...addedBuiltIns().map((name) => `${name} is not the language's own: something that was loaded has put it on what all code shares`),
  ];
}

function identityProblems(module: PluginDefinition): string[] {
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(module.id)) problems.push(`${module.id}: the id must be kebab-case`);
  if (valid(module.version) === null) problems.push(`${module.id}: ${module.version} is no version`);
  if (validRange(module.sdk) === null) problems.push(`${module.id}: ${module.sdk} is no range of plugin-sdk versions`);
  else if (!satisfies(SDK_VERSION, module.sdk)) problems.push(`${module.id}@${module.version} needs plugin-sdk ${module.sdk}, this is ${SDK_VERSION}`);
  for (const permission of Object.values(module.permissions ?? {})) {
    if (!permission.startsWith(`${module.id}:`)) problems.push(`${module.id}: permission ${permission} must begin with ${module.id}:`);
  }
  for (const { prefix } of module.nodes ?? []) {
    if (!/^[a-z]{3}$/.test(prefix)) problems.push(`${module.id}: id prefix ${prefix} must be three lower-case letters`);
  }
  if (module.settings && module.settings.module !== module.id) problems.push(`${module.id}: its settings are declared for ${module.settings.module}`);
  for (const entity of module.entities ?? []) {
    const table = getMetadataArgsStorage().tables.find((candidate) => candidate.target === entity);
    if (table?.schema !== schemaNameOf(module.id)) problems.push(`${module.id}: entity ${entity.name} must stand in the schema ${schemaNameOf(module.id)}`);
  }
  for (const migration of module.migrations ?? []) {
    const { name, servesFrom } = new migration();
    if (!/\d{13}$/.test(name ?? '')) problems.push(`${module.id}: migration ${migration.name} needs a name that ends in a 13-digit timestamp`);
    if (servesFrom !== undefined && valid(servesFrom) === null) problems.push(`${module.id}: migration ${migration.name} serves from ${servesFrom}, which is no version`);
  }
  return problems;
}

function clashes(modules: readonly PluginDefinition[], keysOf: (module: PluginDefinition) => readonly string[], what: string): string[] {
  const owner = new Map<string, string>();
  const problems: string[] = [];
  for (const module of modules) {
    for (const key of keysOf(module)) {
      const other = owner.get(key);
      if (other !== undefined) problems.push(`${what} ${key} is claimed by ${other} and by ${module.id}`);
      owner.set(key, module.id);
    }
  }
  return problems;
}

function requirementProblems(module: PluginDefinition, modules: readonly PluginDefinition[]): string[] {
  return Object.entries(module.requires ?? {}).flatMap(([id, range]) => {
    const dependency = modules.find((candidate) => candidate.id === id);
    if (!dependency) return [`${module.id} requires ${id}, which is not installed`];
    if (validRange(range) === null) return [`${module.id} requires ${id} ${range}, which is no range of versions`];
    if (!satisfies(dependency.version, range)) return [`${module.id} requires ${id} ${range}, installed is ${dependency.version}`];
    return module.core && !dependency.core ? [`${module.id} is core and must not require the plugin ${id}`] : [];
  });
}

function cycles(modules: readonly PluginDefinition[]): string[] {
  const byId = new Map(modules.map((module) => [module.id, module]));
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const at = path.indexOf(id);
    if (at >= 0) found.add(`the requirements of modules go in a circle: ${[...path.slice(at), id].join(' -> ')}`);
    if (at >= 0 || done.has(id)) return;
    for (const next of Object.keys(byId.get(id)?.requires ?? {}).sort()) visit(next, [...path, id]);
    done.add(id);
  };
  for (const id of [...byId.keys()].sort()) visit(id, []);
  return [...found];
}

const reactionProblems = (modules: readonly PluginDefinition[]) => {
  const known = new Set(modules.flatMap((module) => (module.reactions ?? []).map((reaction) => `${module.id}.${reaction.id}`)));
  return (module: PluginDefinition): string[] => {
    const allowed = new Set([module.id, ...Object.keys(module.requires ?? {})]);
    return (module.reactions ?? []).flatMap((reaction) =>
      reaction.after.flatMap((id) => {
        if (!known.has(id)) return [`${module.id}.${reaction.id} follows the reaction ${id}, which nobody declares`];
        const owner = id.slice(0, id.lastIndexOf('.'));
        return allowed.has(owner) ? [] : [`${module.id}.${reaction.id} follows ${id} but ${module.id} does not require ${owner}`];
      }),
    );
  };
};
