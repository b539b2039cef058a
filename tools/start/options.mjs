// @ts-check
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** @typedef {{ port: number, data: string, demo: 'full' | 'small' | 'none', reset: boolean }} Options */

export const USAGE = `Usage: npm start -- [--port 4000] [--data DIR] [--demo full|small|none] [--reset]
  --port   where the gateway listens (default 4000)
  --data   the folder of the database, the key file and dev.json (default .data)
  --demo   what to load into an empty installation (default full)
  --reset  begin again: everything in the database is lost`;

/** @param {string[]} args @param {string} root @returns {Options | { problem: string }} */
export function readOptions(args, root) {
  try {
    const { values } = parseArgs({
      args,
      options: { port: { type: 'string', default: '4000' }, data: { type: 'string', default: join(root, '.data') }, demo: { type: 'string', default: 'full' }, reset: { type: 'boolean', default: false } },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) return { problem: `--port must be a port number, not ${values.port}.` };
    const { demo } = values;
    if (demo !== 'full' && demo !== 'small' && demo !== 'none') return { problem: `--demo must be full, small or none, not ${demo}.` };
    return { port, data: resolve(values.data), demo, reset: values.reset };
  } catch (error) {
    return { problem: `${error instanceof Error ? error.message : error}.` };
  }
}
