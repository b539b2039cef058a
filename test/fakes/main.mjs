// @ts-check
/** `node test/fakes/main.mjs line --port 4101`: a provider's fake by itself. What it can be told: `POST /_fake/NAME` with JSON; what it was sent: `GET /received`. */
import { parseArgs } from 'node:util';
import { forkSource } from '../../tools/programs/from-source.mjs';

const NAMES = ['line', 'whatsapp', 'twilio', 'mitake', 'push', 'smtp'];
const { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: 'string', default: '0' } } });
const port = Number(values.port);
if (positionals.length !== 1 || !NAMES.includes(positionals[0] ?? '') || !Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`Usage: node test/fakes/main.mjs ${NAMES.join('|')} [--port N]`);
  process.exit(1);
}
const run = forkSource('test/fakes/run.ts', { REGULARS_SETUP: JSON.stringify({ name: positionals[0], port }) });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => run.kill(signal));
run.on('exit', (code) => process.exit(code ?? 0));
