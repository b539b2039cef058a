import type { PluginDefinition } from '@regulars/plugin-sdk';
import { valid, validRange } from 'semver';

const LISTS = [
  'entities', 'migrations', 'maskable', 'services', 'nodes', 'prefetches', 'reactions', 'handlers', 'extensions', 'jobs', 'tasks', 'invariants', 'personalData', 'sealed',
] as const satisfies readonly (keyof PluginDefinition)[];

/** What keeps an export from being a plugin's definition, as far as one must know to look at it more closely. */
export function shapeProblems(exported: unknown): string[] {
  if (exported === undefined) return ['has no default export: a plugin\'s package exports its definition (`definePlugin`) as default'];
  if (typeof exported !== 'object' || exported === null) return ['its default export is no plugin: it is no object'];
  const { id, version, sdk, requires = {}, ...others } = exported as Record<string, unknown>;
  return [
    ...(typeof id === 'string' ? [] : ['its default export is no plugin: it has no id']),
    ...(typeof version === 'string' && valid(version) !== null ? [] : [`its version is ${JSON.stringify(version)}, not one such as 1.2.3`]),
    ...(typeof sdk === 'string' && validRange(sdk) !== null ? [] : [`it says of sdk ${JSON.stringify(sdk)}, not a range such as ^1.0.0`]),
    ...(typeof requires === 'object' && requires !== null && Object.values(requires).every((range) => typeof range === 'string' && validRange(range) !== null)
      ? [] : ['requires must name modules with ranges, such as { member: \'^1.0.0\' }']),
    ...LISTS.filter((list) => others[list] !== undefined && !Array.isArray(others[list])).map((list) => `${list} is no list`),
  ];
}
