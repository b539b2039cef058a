import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../../test/platform';
import { Pool } from 'pg';
import { pino } from 'pino';
import type { LoggedEvent } from './event-feed';
import { PollingEventFeed } from './polling-event-feed';

const BRAND = '11111111-1111-7111-8111-111111111111';

describe('the event feed', () => {
  let database: TestDatabase;
  let relay: Pool;
  let owner: Pool;
  let feed: PollingEventFeed;

  beforeAll(async () => {
    database = await createTestDatabase([]);
    relay = new Pool({ connectionString: database.relayUrl, max: 3 });
    relay.on('error', () => undefined);
    owner = new Pool({ connectionString: database.ownerUrl });
  });
  afterAll(async () => {
    await Promise.all([relay.end(), owner.end()]);
    await database.drop();
  });
  beforeEach(() => {
    feed = new PollingEventFeed({ pool: relay, logger: pino({ level: 'silent' }), pollMs: 20 });
  });
  afterEach(() => feed.stop());

  const write = (name: string): Promise<unknown> =>
    owner.query(`INSERT INTO platform.event (brand_id, name, payload, actor, at) VALUES ($1, $2, '{}', 'spec', now())`, [BRAND, name]);

  function collector(): { names: string[]; listen: (events: readonly LoggedEvent[]) => void; has: (count: number) => Promise<void> } {
    const names: string[] = [];
    return {
      names,
      listen: (events) => names.push(...events.map(({ name }) => name)),
      async has(count) {
        for (let waited = 0; names.length < count && waited < 5_000; waited += 5) await sleep(5);
      },
    };
  }

  it('tells what happens from the subscription on, and nothing before', async () => {
    await write('before.it');
    const heard = collector();
    await feed.subscribe(heard.listen);
    await write('after.one');
    await write('after.two');
    await heard.has(2);
    expect(heard.names).toEqual(['after.one', 'after.two']);
  });

  it('joins past and present without a gap or a double, for subscribers who come while events keep coming', async () => {
    let count = 0;
    let writing = true;
    const writer = (async () => {
      while (writing) await write(`tick.n${count++}`);
    })();
    const joins = await Promise.all(Array.from({ length: 10 }, async (_, index) => {
      await sleep(index * 15);
      const kept = collector();
      const subscription = await feed.subscribe(kept.listen);
      const past: string[] = [];
      for (let after = joinedAt; ; ) {
        const page = await feed.replay({ brandId: BRAND, memberId: null, types: null, after, until: subscription.from, limit: 7 });
        past.push(...page.map(({ name }) => name));
        after = page.at(-1)?.cursor ?? after;
        if (page.length < 7) break;
      }
      return { past, kept };
    }));
    await sleep(50);
    writing = false;
    await writer;
    const all = Array.from({ length: count }, (_, index) => `tick.n${index}`);
    for (const { past, kept } of joins) {
      await kept.has(count - past.length);
      expect([...past, ...kept.names]).toEqual(all);
    }
  });
  let joinedAt: { xid: string; id: string };
  beforeEach(async () => {
    const { rows } = await owner.query(`SELECT pg_current_xact_id()::text AS xid`);
    joinedAt = { xid: rows[0].xid, id: '00000000-0000-0000-0000-000000000000' };
  });

  it('rests while nobody listens, and begins anew at the end', async () => {
    const first = collector();
    (await feed.subscribe(first.listen)).close();
    await sleep(60);
    await write('while.away');
    const second = collector();
    await feed.subscribe(second.listen);
    await write('then.here');
    await second.has(1);
    expect([first.names, second.names]).toEqual([[], ['then.here']]);
  });

  it('goes on when its connections are cut', async () => {
    const heard = collector();
    await feed.subscribe(heard.listen);
    for (let cut = 0; cut < 5; cut++) {
      await owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'regulars_relay' AND datname = current_database()`);
      await write(`cut.n${cut}`);
    }
    await heard.has(5);
    expect(heard.names).toEqual(['cut.n0', 'cut.n1', 'cut.n2', 'cut.n3', 'cut.n4']);
  });

  it('is woken by a hint long before its next poll', async () => {
    const slow = new PollingEventFeed({ pool: relay, logger: pino({ level: 'silent' }), pollMs: 60_000 });
    const heard = collector();
    await slow.subscribe(heard.listen);
    await sleep(100);
    await write('hint.ed');
    await owner.query('NOTIFY regulars_events');
    await heard.has(1);
    expect(heard.names).toEqual(['hint.ed']);
    await slow.stop();
  });

  it('lets one listener\'s fault be its own', async () => {
    const heard = collector();
    await feed.subscribe(() => {
      throw new Error('broken');
    });
    await feed.subscribe(heard.listen);
    await write('still.told');
    await heard.has(1);
    expect(heard.names).toEqual(['still.told']);
  });
});
