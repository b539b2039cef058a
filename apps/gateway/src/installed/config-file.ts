import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { InstallationError } from './installation-error';

const NAMES = ['json', 'ts', 'js', 'cjs', 'mjs'].map((ending) => `regulars.config.${ending}`);

const shape = z.strictObject({
  /** Packages by name, or by a path that begins with a dot; found as if the file itself asked for them. */
  plugins: z.array(z.string().min(1)),
});

/**
 * The file that says what is installed: the one that was named, else that of the working directory or of the nearest
 * folder above it. Without one nothing starts: a start from the wrong folder would take all plugins from every brand.
 */
export function findConfig(named: string | undefined, folder: string): string {
  if (named) {
    const file = resolve(folder, named);
    if (!existsSync(file)) throw new InstallationError(file, ['REGULARS_CONFIG names it, and it is not there']);
    return file;
  }
  for (let at = folder; ; at = dirname(at)) {
    const [found, another] = NAMES.map((name) => join(at, name)).filter((file) => existsSync(file));
    if (found && another) throw new InstallationError(found, [`${another} is there too: keep one of them`]);
    if (found) return found;
    if (at === dirname(at)) throw new InstallationError(join(folder, 'regulars.config.json'), ['there is no such file, here or above: write one ({ "plugins": [] }), or name one with REGULARS_CONFIG']);
  }
}

/** The packages a file names. */
export function readConfig(file: string): readonly string[] {
  const read = shape.safeParse(contentOf(file));
  if (!read.success) throw new InstallationError(file, read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`));
  return read.data.plugins;
}

function contentOf(file: string): unknown {
  try {
    if (extname(file) === '.json') return JSON.parse(readFileSync(file, 'utf8'));
    const exported = createRequire(file)(file) as { default?: unknown };
    return exported.default ?? exported;
  } catch (error) {
    if (extname(file) === '.ts' && !readsTypeScript()) {
      throw new InstallationError(file, [`Node ${process.versions.node} reads no TypeScript: name the plugins in regulars.config.json, or run Node 22.18 or newer`]);
    }
    throw new InstallationError(file, [`cannot be read: ${(error as Error).message}`]);
  }
}

/** Node itself from 22.18 on, and whatever `npm start` runs: it takes all of Regulars from source. */
const readsTypeScript = (): boolean => Boolean((process.features as { typescript?: unknown }).typescript) || createRequire(__filename).extensions['.ts'] !== undefined;
