import { text } from 'node:stream/consumers';
import { installedModules } from '@regulars/gateway/installed';
import { addKey, createPlatform, ensureKeyFile, keyFromFile, requireKnownSchema, rotateKeys } from '@regulars/kernel';
import { pino } from 'pino';
import { addressesOf, setUpDatabase } from '../start/database';
import { askSecret } from './ask-secret';
import { acceptInvitation, createKey, createOwner, type Installation, parked, retry } from './commands';
import { eraseAgain, listErasures } from './erasures';
import { runErrand, say, type SetUp } from './errand';

/** At a terminal the owner may choose a password at once; else, or with none given, there is a code to hand over. */
async function owner(installation: Installation, { brand = '', email = '', person }: SetUp): Promise<void> {
  const { page, code } = await createOwner(installation, { brand, email, ...(person === undefined ? {} : { name: person }) });
  const password = process.stdin.isTTY ? await askSecret(`Password for ${email} (Enter: print a code instead): `) : '';
  if (password === '') return say(`Good once, for 7 days, with staffInvitationAccept: ${code}`, ...(page.startsWith('http') ? [`On the console's page: ${page}`] : []));
  await acceptInvitation(installation, code, password);
  say(`${email} is an owner of ${brand} and can sign in.`);
}

async function carryOut(installation: Installation, setUp: SetUp): Promise<void> {
  const { name, brand, person, permissions } = setUp;
  if (name === 'rotate-keys') return say(`${await rotateKeys(setUp.databaseUrl, keyFromFile(setUp.keyFile), installation.runtime.registry.modules)} values are sealed anew.`);
  if (name === 'create-owner') return owner(installation, setUp);
  if (name === 'create-credential') return say(await createKey(installation, { brand, name: person, permissions: permissions?.split(',') }));
  if (name === 'retry-parked') return say(`${await retry(installation, brand)} to be tried again.`);
  if (name === 'erasures') return void process.stdout.write((await listErasures(installation, setUp.since)).map((line) => `${line}\n`).join(''));
  if (name === 're-erase') return say(`${await eraseAgain(installation, (await text(process.stdin)).split('\n'))} erased again.`);
  const lines = await parked(installation);
  say(...(lines.length > 0 ? lines : ['Nothing is parked.']));
}

async function main(setUp: SetUp): Promise<void> {
  const { databaseUrl, keyFile } = setUp;
  if (setUp.name === 'migrate') {
    ensureKeyFile(keyFile);
    const ran = await setUpDatabase(databaseUrl, keyFile);
    return say(...(ran.length > 0 ? ran : ['The database is up to date.']));
  }
  if (setUp.name === 'add-key') {
    addKey(keyFile);
    return say(`${keyFile} has one more line. Copy it to every machine, then run rotate-keys.`);
  }
  const runtime = createPlatform({ modules: installedModules(), ...addressesOf(databaseUrl, keyFile), masterKey: keyFromFile(keyFile), logger: pino({ level: 'error' }), poolSize: 4 });
  try {
    await requireKnownSchema(runtime.relay, runtime.registry.modules);
    await carryOut({ ownerUrl: databaseUrl, runtime }, setUp);
  } finally {
    await runtime.stop();
  }
}

runErrand(main);
