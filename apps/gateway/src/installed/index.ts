import type { PluginDefinition } from '@regulars/plugin-sdk';
import { core } from '../core';
import { findConfig } from './config-file';
import { load } from './load';

export { InstallationError } from './installation-error';
export { plans } from '../plans';

let installed: readonly PluginDefinition[] | undefined;

/**
 * The core, and the plugins that `regulars.config.*` names. Read once in a process: what is installed changes with a
 * restart. Throws one error that says everything that is wrong with the configuration.
 */
export function installedModules(): readonly PluginDefinition[] {
  installed ??= load(core, findConfig(process.env.REGULARS_CONFIG, process.cwd()));
  return installed;
}
