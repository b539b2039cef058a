import { createRequire } from 'node:module';
import type { PluginDefinition } from '@regulars/plugin-sdk';

/** What all modules must share, beside the core: they hand over classes, schemas and tokens of these, which a second copy does not know. */
const SHARED = ['graphql', 'type-graphql', 'typeorm', '@regulars/plugin-sdk'];

/** The core's modules are packaged by their ids. */
const packageOf = ({ id }: PluginDefinition): string => `@regulars/${id}`;

const ours = createRequire(__filename);

/** Packages of which a plugin would load another copy than this process has. */
export function ownCopies(core: readonly PluginDefinition[], entry: string): string[] {
  const theirs = createRequire(entry);
  return [...SHARED, ...core.map(packageOf)].flatMap((name) => {
    const [here, there] = [resolved(ours, name), resolved(theirs, name)];
    if (there === undefined || there === here) return [];
    return [`has a copy of ${name} of its own (${there}), and two copies do not work together: name ${name} in its peerDependencies, with a range that ours fulfils (${here})`];
  });
}

function resolved(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
