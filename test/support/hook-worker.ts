/** A worker as a process of its own, which sends webhooks until somebody kills it. */
import { brand } from '@regulars/brand';
import { createPlatform, masterKey, startWorker } from '@regulars/kernel';
import { member } from '@regulars/member';
import { webhook } from '@regulars/webhook';
import { pino } from 'pino';

const [appUrl, relayUrl] = [process.env.APP_URL ?? '', process.env.RELAY_URL ?? ''];
const runtime = createPlatform({ modules: [brand, member, webhook], appUrl, relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger: pino({ level: 'silent' }) });
void startWorker(runtime).then(() => process.stdout.write('ready\n'));
