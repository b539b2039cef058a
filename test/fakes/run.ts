import { setupOf } from '../../tools/programs/program';
import { type FakeName, OPENERS } from './all';

async function run({ name, port }: { readonly name: FakeName; readonly port: number }): Promise<void> {
  const { url, control, channel, credentials } = await OPENERS[name](port);
  process.stdout.write(`${JSON.stringify({ url, received: `${control}/received`, channel, credentials }, null, 2)}\n`);
}

void run(setupOf());
