import { type Extension, groupBy, type Handler, type JobDefinition, type NodeDefinition, type PluginDefinition, type Prefetch, type Reaction, type ServiceProvider, type TaskDefinition } from '@regulars/plugin-sdk';
import { compositionProblems } from './registry-checks';

/** What one module contributed, with the module it came from. */
export interface Owned<T> {
  readonly module: PluginDefinition;
  readonly value: T;
}

export const qualified = (owned: Owned<{ readonly id: string }>): string => `${owned.module.id}.${owned.value.id}`;

/** Dependencies first, ties by id: the order of migrations, schema composition and extensions. */
export function inDependencyOrder(modules: readonly PluginDefinition[]): PluginDefinition[] {
  const byId = new Map(modules.map((module) => [module.id, module]));
  const ordered = new Set<PluginDefinition>();
  const visit = (module: PluginDefinition, path: readonly PluginDefinition[]): void => {
    if (ordered.has(module) || path.includes(module)) return;
    for (const id of Object.keys(module.requires ?? {}).sort()) {
      const dependency = byId.get(id);
      if (dependency) visit(dependency, [...path, module]);
    }
    ordered.add(module);
  };
  for (const module of [...modules].sort((a, b) => (a.id < b.id ? -1 : 1))) visit(module, []);
  return [...ordered];
}

/** The installed modules, checked and in order; everything the kernel looks up by name. */
export class Registry {
  readonly modules: readonly PluginDefinition[];
  readonly services: ReadonlyMap<string, Owned<ServiceProvider>>;
  readonly nodes: ReadonlyMap<string, Owned<NodeDefinition>>;
  readonly prefetches: ReadonlyMap<string, Owned<Prefetch>>;
  readonly moments: ReadonlyMap<string, Reaction['moment']>;
  readonly reactions: ReadonlyMap<string, readonly Owned<Reaction>[]>;
  readonly handlers: ReadonlyMap<string, readonly Owned<Handler>[]>;
  readonly jobs: readonly Owned<JobDefinition>[];
  readonly tasks: ReadonlyMap<string, Owned<TaskDefinition<never>>>;
  private readonly byId: ReadonlyMap<string, PluginDefinition>;
  private readonly extensionsByPoint: ReadonlyMap<string, readonly Owned<Extension>[]>;

  /** Throws one error that lists everything that keeps the modules from working together, naming the culprits. */
  constructor(modules: readonly PluginDefinition[]) {
    const problems = compositionProblems(modules);
    if (problems.length > 0) throw new Error(`The installed modules cannot be composed:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.modules = inDependencyOrder(modules);
    this.byId = new Map(this.modules.map((module) => [module.id, module]));
    const reactions = this.owned((module) => module.reactions);
    this.services = new Map(this.owned((module) => module.services).map((owned) => [`${owned.value.token.module}/${owned.value.token.name}`, owned]));
    this.nodes = new Map(this.owned((module) => module.nodes).map((owned) => [owned.value.prefix, owned]));
    this.prefetches = new Map(this.owned((module) => module.prefetches).map((owned) => [owned.value.field, owned]));
    this.moments = new Map(reactions.map((owned) => [owned.value.moment.name, owned.value.moment]));
    this.reactions = groupBy(reactions, (owned) => owned.value.moment.name);
    this.handlers = groupBy(this.owned((module) => module.handlers), (owned) => owned.value.event.name);
    this.jobs = this.owned((module) => module.jobs);
    this.extensionsByPoint = groupBy(this.owned((module) => module.extensions), ({ value }) => `${value.point.module}/${value.point.name}`);
    this.tasks = new Map(this.owned((module) => module.tasks).map((owned) => [owned.value.id, owned]));
  }

  module(id: string): PluginDefinition | undefined {
    return this.byId.get(id);
  }

  /** Core, and those of `wanted` that are installed and whose requirements are met; in dependency order. */
  closure(wanted: Iterable<string>): readonly PluginDefinition[] {
    const ids = new Set(wanted);
    const enabled = new Set<string>();
    for (const module of this.modules) {
      const met = Object.keys(module.requires ?? {}).every((id) => enabled.has(id));
      if (met && (module.core || ids.has(module.id))) enabled.add(module.id);
    }
    return this.modules.filter((module) => enabled.has(module.id));
  }

  extensions(module: string, name: string): readonly Owned<Extension>[] {
    return this.extensionsByPoint.get(`${module}/${name}`) ?? [];
  }

  private owned<T>(of: (module: PluginDefinition) => readonly T[] | undefined): Owned<T>[] {
    return this.modules.flatMap((module) => (of(module) ?? []).map((value) => ({ module, value })));
  }
}
