import '../libs/webhook/test/support/open-loopback';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { MemberUpdated } from '@regulars/member/contract';
import { newUuid, publicId } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, firstSeed, numbersFrom, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { webhook } from '@regulars/webhook';
import { CREATE, ENDPOINTS, newKey, ROTATE } from '../libs/webhook/test/support/documents';
import { type Behaviour, isVerified, Receiver } from '../libs/webhook/test/support/receiver';

/** In the long form 20: `REGULARS_KILLS=20`. */
const KILLS = Number(process.env.REGULARS_KILLS ?? 1);
const BATCH = 8;
const MEMBERS = 5;
const SEED = firstSeed();
const random = numbersFrom(SEED);

const seen = new Set<string>();
/** Whether it is sent to this receiver for the first time. */
function isNew(name: string, id: string): boolean {
  const before = seen.size;
  return seen.add(`${name} ${id}`).size > before;
}

/** How receivers behave; those that answer at all take each event in the end. */
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  failing: () => ({ status: random(10) < 3 ? 500 : 200 }),
  slow: () => ({ status: 200, after: random(10) < 3 ? 400 : 0 }),
  redirecting: ({ id }) => (isNew('redirecting', id) ? { status: 302, headers: { location: 'http://127.0.0.1/' } } : { status: 204 }),
  busy: ({ id }, nth) => (isNew('busy', id) && nth % 2 === 0 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 204 }),
  gone: () => ({ status: 410 }),
  silent: () => new Promise(() => undefined),
};
const TAKE_ALL = ['failing', 'slow', 'redirecting', 'busy'];

describe(`webhooks of workers that are killed (seed ${SEED})`, () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let staff: TestCaller;
  const workers = new Set<ChildProcess>();
  const receivers = new Map<string, Receiver>();
  const made = new Map<string, Data>();

  beforeAll(async () => {
    platform = await createTestPlatform([brand, member, webhook]);
    shop = await platform.brand();
    staff = shop.everything();
    const apiKeyId = await newKey(staff, ['member:events']);
    for (const [name, behaviour] of Object.entries(BEHAVIOURS)) {
      const receiver = await Receiver.open(behaviour);
      receivers.set(name, receiver);
      made.set(name, await staff.one(CREATE, { input: { url: receiver.url, types: ['member.updated'], query: '{ id type cursor data }', apiKeyId } }));
    }
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all([...receivers.values()].map((receiver) => receiver.close()));
    await platform?.stop();
  });

  async function startWorker(): Promise<ChildProcess> {
    const { appUrl, relayUrl } = platform.database;
    const child = spawn(process.execPath, ['--conditions=@regulars/source', '-r', '@swc-node/register', join(__dirname, 'support/hook-worker.ts')], {
      env: { ...process.env, SWCRC: 'true', APP_URL: appUrl, RELAY_URL: relayUrl, NODE_OPTIONS: '' }, cwd: join(__dirname, '..'), stdio: ['ignore', 'pipe', 'inherit'],
    });
    workers.add(child);
    await once(child.stdout, 'data');
    return child;
  }

  const members = Array.from({ length: MEMBERS }, () => newUuid());
  const emit = (): Promise<void> => shop.context((ctx) => {
    for (let n = 0; n < BATCH; n++) ctx.emit(MemberUpdated, { memberId: publicId('mbr', members[n % MEMBERS]!), changed: ['name'] }, members[n % MEMBERS]!);
    return Promise.resolve();
  });
  /** Nobody waits for the steps of the schedule; only for those of what was under way when a worker was killed. */
  async function hurry(killed = false): Promise<void> {
    await platform.owner.query(`UPDATE platform.tap_delivery SET due_at = clock_timestamp() WHERE state = 'PENDING' AND claimed_by IS NULL AND (crashes = 0 OR $1)`, [killed]);
    await platform.owner.query('UPDATE platform.event_tap SET resumes_at = NULL WHERE resumes_at IS NOT NULL');
  }
  const idsOfEvents = async (): Promise<string[]> =>
    (await platform.rows<{ id: string }>(`SELECT id FROM platform.event WHERE brand_id = $1 AND name = 'member.updated'`, [shop.id])).map(({ id }) => publicId('evt', id)).sort();
  /** What receivers that take everything have not taken, as far as anybody noted. */
  const stuck = (): Promise<object[]> =>
    platform.rows(`SELECT d.state, d.attempts, d.crashes, d.last_error, e.url FROM platform.tap_delivery d JOIN webhook.endpoint e ON e.id = d.tap_id WHERE e.url = ANY($1) AND d.state <> 'DELIVERED'`, [TAKE_ALL.map((name) => `${receivers.get(name)!.url}/`)]);
  const received = (name: string) => receivers.get(name)!.received;
  const taken = (name: string): string[] => [...receivers.get(name)!.taken].sort();

  it(`tell every event at least once, under its own id, each signed, after ${KILLS} kills`, async () => {
    const { endpoint: { id: rotated }, secret: first } = made.get('failing') as Data;
    let second = '';
    let rotatedAt = 0;
    // The next one starts while this one works, and takes over what it leaves.
    let next = startWorker();
    for (let kill = 0; kill < KILLS; kill++) {
      const before = received('failing').length;
      const worker = await next;
      next = startWorker();
      for (let batch = 0; batch < 2; batch++) {
        await emit();
        await sleep(50);
        await hurry();
      }
      // Somewhere in the middle of its work.
      while (received('failing').length < before + 3) await sleep(10);
      if (kill === 0) {
        ({ secret: second } = await staff.one(ROTATE, { id: rotated }));
        rotatedAt = Date.now();
      }
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      workers.delete(worker);
    }
    await next;
    // The last ones are sent when the rotation is two seconds old: signatures name the second.
    await sleep(Math.max(0, rotatedAt + 2_000 - Date.now()));
    await emit();
    const events = await idsOfEvents();
    expect(events).toHaveLength((KILLS * 2 + 1) * BATCH);
    // What was taken just before a kill is sent once more, and has to be taken again.
    for (const end = Date.now() + 60_000 + KILLS * 5_000; Date.now() < end && ((await stuck()).length > 0 || TAKE_ALL.some((name) => taken(name).length < events.length)); await sleep(100)) await hurry(true);
    for (const name of TAKE_ALL) {
      expect([name, taken(name)]).toEqual([name, events]);
      for (const message of received(name)) expect([JSON.parse(message.body).id, isVerified(message, (made.get(name) as Data).secret)]).toEqual([message.id, true]);
    }
    // The timestamp is the try's: one that began a second after the rotation or later has both signatures.
    const later = received('failing').filter(({ headers }) => Number(headers['webhook-timestamp']) * 1_000 > rotatedAt + 1_000);
    expect([later.length > 0, later.filter((message) => !isVerified(message, second) || !isVerified(message, first))]).toEqual([true, []]);
    expect(received('redirecting').filter(({ path }) => path !== '/')).toEqual([]);
    const states = new Map((await staff.one(ENDPOINTS)).map((endpoint: Data) => [endpoint.url, [endpoint.state, endpoint.reason]]));
    expect(states.get(`${receivers.get('gone')!.url}/`)).toEqual(['DISABLED', 'The receiver answered 410 Gone']);
    // At most those that were under way at once.
    expect(received('gone').length).toBeLessThanOrEqual(4 * 2);
    expect(await stuck()).toEqual([]);
  }, 90_000 + KILLS * 20_000);
});
