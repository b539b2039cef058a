import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../../test/platform';
import { Client, Pool } from 'pg';
import { compareCursors, type EventCursor, formatCursor, parseCursor, START } from './cursor';
import { CursorExpired } from './event-feed';
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

  async function readAll(from: EventCursor): Promise<string[]> {
    const names: string[] = [];
    for (let after = from; ; ) {
      const events = await readEvents(relay, after, 100);
      names.push(...events.map(({ name }) => name));
      after = events.at(-1)?.cursor ?? after;
      if (events.length === 0) return names;
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
