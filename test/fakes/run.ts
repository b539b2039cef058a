import { setupOf } from '../../tools/programs/program';
import { FakeLine } from './line';
import { FakeMitake } from './mitake';
import { FakePush } from './push';
import { FakeSmtp } from './smtp';
import { FakeTwilio } from './twilio';
import { FakeWhatsApp } from './whatsapp';

const FAKES = { line: FakeLine, whatsapp: FakeWhatsApp, twilio: FakeTwilio, mitake: FakeMitake, push: FakePush, smtp: FakeSmtp };

/** What one needs to call it as its provider's customer: nothing of it is a secret. */
const told = (fake: object): object => Object.fromEntries(Object.entries(fake).filter(([, value]) => typeof value === 'string'));

async function run({ name, port }: { readonly name: keyof typeof FAKES; readonly port: number }): Promise<void> {
  const fake = await new FAKES[name]().open(port);
  process.stdout.write(`${JSON.stringify({ url: fake.url, ...told(fake) }, null, 2)}\n`);
}

void run(setupOf());
