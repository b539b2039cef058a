import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWorkspace } from '../../create-plugin/copy-workspace.mjs';
import { createPlugin } from '../../create-plugin/main.mjs';

/** As new to the generator as any: each set of them is a set of modules of its own. */
export const PLUGINS = ['gift-wrap', 'milk-run', 'tea-time', 'night-owl', 'corner-shop', 'paper-bag'];

/** What works in a copy of the workspace in which `npm run new:plugin` made a few plugins; the copy goes afterwards. */
export async function withNewPlugins<T>(work: (workspace: string) => Promise<T>): Promise<T> {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-plugin-sets-'));
  try {
    copyWorkspace(join(__dirname, '../../..'), copy);
    const now = Date.now();
    for (const [index, id] of PLUGINS.entries()) createPlugin(copy, id, now + index);
    return await work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
