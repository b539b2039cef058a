import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../../test/platform';
import { Client, Pool } from 'pg';
import { compareCursors, type EventCursor, formatCursor, parseCursor, START } from './cursor';
import { CursorExpired } from './event-feed';
import { insertEvents } from '../outbox.statements';
import { confirmCursor, endOfLog, readEvents, replayEvents } from './event-log';

const BRAND = '11111111-1111-7111-8111-111111111111';
const OTHER = '22222222-2222-7222-8222-222222222222';
const MEMBER = '33333333-3333-7333-8333-333333333333';

describe('the event log', () => {
  let database: TestDatabase;
  let relay: Pool;
  let owner: Pool;

  beforeAll(async () => {
    database = await createTestDatabase([]);
    relay = new Pool({ connectionString: database.relayUrl });
    owner = new Pool({ connectionString: database.ownerUrl });
  });
  afterAll(async () => {
    await Promise.all([relay.end(), owner.end()]);
    await database.drop();
  });

  const write = async (client: Pick<Client, 'query'>, name: string, { brand = BRAND, member = null as string | null, age = 0 } = {}): Promise<void> => {
    await client.query(`INSERT INTO platform.event (brand_id, name, member_id, payload, actor, at, recorded_at)
      VALUES ($1, $2, $3, '{}', 'spec', now(), clock_timestamp() - make_interval(days => $4))`, [brand, name, member, age]);
  };

  /** Whatever is settled, and all of `expected` events: a transaction of another database on this server holds them back too. */
  async function readAll(from: EventCursor, expected = 0): Promise<string[]> {
    const names: string[] = [];
    for (let after = from; ; ) {
      const events = await readEvents(relay, after, 100);
      names.push(...events.map(({ name }) => name));
      after = events.at(-1)?.cursor ?? after;
      if (events.length === 0 && names.length >= expected) return names;
    }
  }

  it('loses none and doubles none of what 16 writers commit in any order, roll back included', async () => {
    const start = await endOfLog(owner);
    const committed: string[] = [];
    const seen: string[] = [];
    let done = false;
    const reader = (async () => {
      for (let after = start; ; ) {
        const last = done;
        const events = await readEvents(relay, after, 50);
        seen.push(...events.map(({ name }) => name));
        expect(events.every(({ cursor }) => compareCursors(after, cursor) < 0)).toBe(true);
        after = events.at(-1)?.cursor ?? after;
        if (events.length === 0) {
          if (last) return;
          await sleep(1);
        }
      }
    })();
    let number = 0;
    await Promise.all(Array.from({ length: 16 }, async () => {
      const client = new Client({ connectionString: database.ownerUrl });
      await client.connect();
      while (number < 1_500) {
        const name = `race.n${number++}`;
        await client.query('BEGIN');
        await write(client, name);
        if (number % 7 === 0) await sleep(Math.random() * 8);
        if (number % 50 === 0) {
          await client.query('ROLLBACK');
        } else {
          await client.query('COMMIT');
          committed.push(name);
        }
      }
      await client.end();
    }));
    await sleep(50);
    done = true;
    await reader;
    expect(committed.length).toBeGreaterThan(1_400);
    expect([...seen].sort()).toEqual([...committed].sort());
  });

  it('orders transaction ids as numbers', async () => {
    const insert = `INSERT INTO platform.event (brand_id, xid, name, payload, actor, at) VALUES ($1, $2, $3, '{}', 'spec', now())`;
    for (const xid of ['10', '9', '100']) await owner.query(insert, [BRAND, xid, `order.n${xid}`]);
    expect((await readEvents(relay, START, 3)).map(({ name }) => name)).toEqual(['order.n9', 'order.n10', 'order.n100']);
    const replayed = await replayEvents(relay, { brandId: BRAND, memberId: null, types: ['order.n9', 'order.n10', 'order.n100'], after: START, limit: 3 });
    expect(replayed.map(({ name }) => name)).toEqual(['order.n9', 'order.n10', 'order.n100']);
  });

  it('holds back what a transaction that is still open may yet precede', async () => {
    const start = await endOfLog(owner);
    const slow = new Client({ connectionString: database.ownerUrl });
    await slow.connect();
    await slow.query('BEGIN');
    await write(slow, 'slow.first');
    await write(owner as unknown as Client, 'fast.second');
    expect(await readAll(start)).toEqual([]);
    await slow.query('COMMIT');
    expect(await readAll(start)).toEqual(['slow.first', 'fast.second']);
    await slow.end();
  });

  describe('of writers who wait for each other', () => {
    const connected = async (): Promise<Client> => {
      const client = new Client({ connectionString: database.ownerUrl });
      await client.connect();
      await client.query(`SELECT set_config('app.brand_id', $1, false)`, [BRAND]);
      return client;
    };
    /** As the claim of a key does: the transaction has its number before it has any lock. */
    const begin = async (client: Client) => client.query('BEGIN; SELECT pg_current_xact_id()');
    const emit = async (client: Client, ...names: string[]) => {
      const { text, values } = insertEvents(names.map((name) => ({ name, version: 1, memberId: MEMBER, payload: {}, at: new Date() })), 'spec');
      await client.query({ text, values: [...values] });
    };

    it('stands what was committed first before what a transaction with a smaller number wrote then', async () => {
      const [early, late] = [await connected(), await connected()];
      const start = await endOfLog(owner);
      await begin(early);
      await begin(late);
      await emit(late, 'late.first');
      await late.query('COMMIT');
      await emit(early, 'early.second');
      await early.query('COMMIT');
      expect(await readAll(start, 2)).toEqual(['late.first', 'early.second']);
      await Promise.all([early.end(), late.end()]);
    });

    it('goes by the time of writing where both take the place of a third', async () => {
      const clients = [await connected(), await connected(), await connected()] as const;
      const [early, late, newest] = clients;
      let shared = 0;
      for (let round = 0; round < 20; round++) {
        const start = await endOfLog(owner);
        for (const client of clients) await begin(client);
        await newest.query('COMMIT');
        await emit(late, 'late.first', 'late.second');
        await late.query('COMMIT');
        await emit(early, 'early.third', 'early.fourth');
        await early.query('COMMIT');
        expect(await readAll(start, 4)).toEqual(['late.first', 'late.second', 'early.third', 'early.fourth']);
        const places = (await readEvents(relay, start, 10)).map(({ cursor }) => cursor.xid);
        if (new Set(places).size === 1) shared++;
      }
      // Others on the same server may end a transaction in between, though hardly in each round.
      expect(shared).toBeGreaterThan(0);
      await Promise.all(clients.map((client) => client.end()));
    });

    it('keeps the events of one transaction in the order in which they were emitted', async () => {
      const client = await connected();
      const start = await endOfLog(owner);
      const names = Array.from({ length: 2_000 }, (_, index) => `many.n${index}`);
      await emit(client, ...names);
      expect(await readAll(start, names.length)).toEqual(names);
      await client.end();
    });

    it('has every row\'s changes in the order in which they were made, and misses none, whatever eight writers do', async () => {
      await owner.query('CREATE TABLE public.counted AS SELECT id, 0 AS n FROM generate_series(0, 4) AS id');
      const start = await endOfLog(owner);
      await Promise.all(Array.from({ length: 8 }, async (_, writer) => {
        const client = await connected();
        for (let round = 0; round < 60; round++) {
          const [one, two] = [(writer + round) % 5, (writer * 3 + round * 2) % 5];
          await begin(client);
          const names: string[] = [];
          for (const id of new Set([Math.min(one, two), Math.max(one, two)])) {
            const { rows: [row] } = await client.query<{ n: number }>('UPDATE public.counted SET n = n + 1 WHERE id = $1 RETURNING n', [id]);
            names.push(`row${id}.n${row?.n}`);
          }
          await emit(client, ...names);
          await client.query(round % 10 === 9 ? 'ROLLBACK' : 'COMMIT');
        }
        await client.end();
      }));
      const { rows: counted } = await owner.query<{ id: number; n: number }>('SELECT id, n FROM public.counted ORDER BY id');
      const names = await readAll(start, counted.reduce((sum, { n }) => sum + n, 0));
      for (const { id, n } of counted) {
        expect(n).toBeGreaterThan(50);
        expect(names.filter((name) => name.startsWith(`row${id}.`))).toEqual(Array.from({ length: n }, (_, index) => `row${id}.n${index + 1}`));
      }
    });
  });

  describe('replay', () => {
    let start: EventCursor;

    beforeAll(async () => {
      start = await endOfLog(owner);
      for (const [name, member] of [['a.one', MEMBER], ['b.two', null], ['a.three', MEMBER]] as const) await write(owner as unknown as Client, name, { member });
      await write(owner as unknown as Client, 'a.foreign', { brand: OTHER, member: MEMBER });
    });

    const replay = async (more: Partial<Parameters<typeof replayEvents>[1]> = {}) => replayEvents(relay, { brandId: BRAND, memberId: null, types: null, after: start, limit: 10, ...more });
    const namesOf = (events: { name: string }[]) => events.map(({ name }) => name);

    it('answers one brand\'s events in order', async () => {
      expect(namesOf(await replay())).toEqual(['a.one', 'b.two', 'a.three']);
    });

    it('narrows to a member and to types', async () => {
      expect(namesOf(await replay({ memberId: MEMBER }))).toEqual(['a.one', 'a.three']);
      expect(namesOf(await replay({ types: ['b.two', 'a.three'] }))).toEqual(['b.two', 'a.three']);
    });

    it('goes on after a cursor, and stops at one', async () => {
      const [first, second] = await replay({ limit: 2 });
      expect(namesOf(await replay({ after: first!.cursor }))).toEqual(['b.two', 'a.three']);
      expect(namesOf(await replay({ until: second!.cursor }))).toEqual(['a.one', 'b.two']);
    });

    it('refuses a cursor from ahead of this server', async () => {
      await expect(replay({ after: { xid: '9223372036854775807', id: MEMBER } })).rejects.toThrow(CursorExpired);
    });

    it('confirms cursors of events that are there, and of no others', async () => {
      const [event] = await replay({ limit: 1 });
      const { cursor } = event!;
      await confirmCursor(relay, BRAND, cursor);
      await confirmCursor(relay, BRAND, START);
      for (const [brand, unknown] of [[OTHER, cursor], [BRAND, { ...cursor, xid: String(BigInt(cursor.xid) + 1n) }], [BRAND, { ...cursor, id: MEMBER }]] as const) {
        await expect(confirmCursor(relay, brand, unknown)).rejects.toThrow(CursorExpired);
      }
    });

    it('refuses a cursor older than seven days', async () => {
      await write(owner as unknown as Client, 'c.old', { brand: OTHER, age: 8 });
      await write(owner as unknown as Client, 'c.young', { brand: OTHER, age: 6 });
      await expect(replayEvents(relay, { brandId: OTHER, memberId: null, types: ['c.young'], after: start, limit: 1 })).resolves.toHaveLength(1);
      const { rows: [old] } = await owner.query(`SELECT xid::text AS xid, id FROM platform.event WHERE name = 'c.old'`);
      await expect(replayEvents(relay, { brandId: OTHER, memberId: null, types: null, after: old, limit: 1 })).rejects.toThrow(CursorExpired);
    });
  });
});

describe('a cursor', () => {
  const cursor = { xid: '184467440737095516', id: MEMBER };

  it('reads back what it wrote', () => expect(parseCursor(formatCursor(cursor))).toEqual(cursor));

  it.each(['', 'x', `1.${MEMBER}x`, `-1.${MEMBER}`, `99999999999999999999.${MEMBER}`, `1.${MEMBER.toUpperCase()}A`, `1.2`])('refuses %j', (text) => {
    expect(parseCursor(text)).toBeNull();
  });

  it('orders by transaction, as a number, then by event', () => {
    const cursors = [{ xid: '10', id: 'a' }, { xid: '9', id: 'z' }, { xid: '10', id: 'A' }];
    expect([...cursors].sort(compareCursors)).toEqual([{ xid: '9', id: 'z' }, { xid: '10', id: 'A' }, { xid: '10', id: 'a' }]);
    expect(compareCursors(START, { xid: '0', id: MEMBER })).toBeLessThan(0);
  });
});
