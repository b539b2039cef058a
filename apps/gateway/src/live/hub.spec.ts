import { setTimeout as sleep } from 'node:timers/promises';
import type { EventCursor, LoggedEvent } from '@regulars/kernel';
import { numbersFrom, seedsOf } from '@regulars/testing';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { eventually } from '../../test/eventually';
import { FakeFeed } from '../../test/fake-feed';
import { type GroupPlan, LiveHub } from './hub';
import { Outlet, type OutletSocket } from './outlet';
import { Subscriber } from './subscriber';

const SHOP = 'shop';
const logger = pino({ level: 'silent' });

/** A client's socket: keeps what it was sent. */
class Reader implements OutletSocket {
  readonly OPEN = 1;
  readyState: 0 | 1 | 2 | 3 = 1;
  bufferedAmount = 0;
  isStalled = false;
  readonly got: number[] = [];
  readonly subscriber = new Subscriber('s', new Outlet(this));

  send(frame: string): void {
    this.got.push(JSON.parse(frame).payload);
    if (this.isStalled) this.bufferedAmount += frame.length;
  }

  /** Resolves with the error the subscription ends with. */
  async failure(): Promise<GraphQLError> {
    return this.subscriber.next().then(() => new GraphQLError('none'), (error: GraphQLError) => error);
  }
}

class Stage {
  readonly feed: FakeFeed;
  readonly hub: LiveHub;
  executions = 0;
  delay = (): number => 0;

  constructor(replayDelay?: () => number) {
    this.feed = new FakeFeed(replayDelay);
    this.hub = new LiveHub(this.feed, logger);
  }

  readonly render = async (event: LoggedEvent): Promise<string | null> => {
    this.executions++;
    const pause = this.delay();
    if (pause > 0) await sleep(pause);
    return String(this.numberOf(event));
  };

  numberOf(event: LoggedEvent): number {
    return Number(event.id.slice(-12));
  }

  plan(changes: Partial<GroupPlan> & { memberId?: string | null } = {}): GroupPlan {
    const { memberId = null, ...rest } = changes;
    const matches = (event: LoggedEvent): boolean => event.memberId !== null && (memberId === null || event.memberId === memberId);
    return { brandId: SHOP, key: `all-${memberId}`, filter: { memberId, types: null, matches }, render: this.render, onOutdated: () => undefined, ...rest };
  }

  async join(after: EventCursor | null = null, plan = this.plan()): Promise<Reader> {
    const reader = new Reader();
    await (after === null ? this.hub.join(plan, reader.subscriber, after) : this.hub.resume(plan, reader.subscriber, after));
    return reader;
  }

  append(count: number, memberId: string | null = 'm1', brandId = SHOP): LoggedEvent[] {
    return Array.from({ length: count }, () => this.feed.append(brandId, memberId));
  }

  /** Hands on what was appended, and waits until it had the effect. */
  async tell(effect: () => void): Promise<void> {
    this.feed.tell();
    await eventually(effect);
    await sleep(5);
    effect(); // and no more than that
  }
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the hub of live events', () => {
  it('executes an event once for everybody who wants the same', async () => {
    const stage = new Stage();
    const readers = await Promise.all(Array.from({ length: 50 }, () => stage.join()));
    stage.append(3);
    await stage.tell(() => expect(readers.map(({ got }) => got)).toEqual(readers.map(() => [1, 2, 3])));
    expect(stage.executions).toBe(3);
    expect(stage.hub.groupCount).toBe(1);
  });

  it('delivers from now on, not what was before', async () => {
    const stage = new Stage();
    stage.append(5);
    const reader = await stage.join();
    stage.append(1);
    await stage.tell(() => expect(reader.got).toEqual([6]));
  });

  it.each(numbers(0, 12))('forgets nobody who comes while the last one goes, %i microtasks later', async (microtasks) => {
    const stage = new Stage();
    const last = await stage.join();
    const next = stage.join();
    for (let passed = 0; passed < microtasks; passed++) await Promise.resolve();
    await last.subscriber.return();
    const { got } = await next;
    stage.append(1);
    await stage.tell(() => expect(got).toEqual([1]));
  });

  it('replays from a cursor, then goes on live in the group of the others', async () => {
    const stage = new Stage();
    const [, second] = stage.append(250);
    const live = await stage.join();
    const resumed = await stage.join(second?.cursor ?? null);
    expect(resumed.got).toEqual(numbers(3, 250));
    const before = stage.executions;
    stage.append(2);
    await stage.tell(() => expect([resumed.got.slice(-2), live.got]).toEqual([[251, 252], [251, 252]]));
    expect(stage.executions - before).toBe(2);
  });

  it('lets those who reconnect catch up from memory', async () => {
    const stage = new Stage();
    const live = await stage.join();
    const [first] = stage.append(10);
    await stage.tell(() => expect(live.got).toHaveLength(10));
    const resumed = await stage.join(first?.cursor ?? null);
    expect(resumed.got).toEqual(numbers(2, 10));
    expect(stage.feed.replays).toBe(0);
  });

  it('takes a cursor from ahead of what this process has seen', async () => {
    const stage = new Stage();
    await stage.join();
    const [, , third] = stage.append(5);
    const resumed = await stage.join(third?.cursor ?? null); // told by another process
    await stage.tell(() => expect(resumed.got).toEqual([4, 5]));
  });

  it('keeps members, brands and events without a member apart', async () => {
    const stage = new Stage();
    const everybody = await stage.join();
    const one = await stage.join(null, stage.plan({ memberId: 'm1' }));
    stage.append(1, 'm1');
    stage.append(1, 'm2');
    stage.append(1, null);
    stage.append(1, 'm1', 'another shop');
    await stage.tell(() => expect([everybody.got, one.got]).toEqual([[1, 2], [1]]));
  });

  it('does not read on for members nothing happened to', async () => {
    const stage = new Stage();
    const reader = await stage.join(null, stage.plan({ memberId: 'quiet' }));
    stage.append(5_000, 'm1');
    await stage.tell(() => expect(reader.got).toEqual([]));
    stage.append(1, 'quiet');
    await stage.tell(() => expect([reader.got, stage.executions, stage.feed.replays]).toEqual([[5_001], 1, 0]));
  });

  it('reads from the log what went by faster than it could be executed', async () => {
    const stage = new Stage();
    const reader = await stage.join();
    let held: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (held = resolve));
    const slow = stage.plan({ key: 'slow', render: async (event) => (await first, stage.render(event)) });
    const late = await stage.join(null, slow);
    for (let batch = 0; batch < 8; batch++) {
      stage.append(500);
      stage.feed.tell();
    }
    held();
    await eventually(() => expect([late.got.length, reader.got.length]).toEqual([4_000, 4_000]));
    expect([late.got, reader.got]).toEqual([numbers(1, 4_000), numbers(1, 4_000)]);
    expect(stage.feed.replays).toBeGreaterThan(0);
  });

  it('ends a reader that is too slow, and says where to go on', async () => {
    const stage = new Stage();
    const [slow, quick] = [await stage.join(), await stage.join()];
    slow.isStalled = true;
    const events = stage.append(400);
    await stage.tell(() => expect(quick.got.length).toBe(400));
    expect(quick.got).toEqual(numbers(1, 400));
    const error = await slow.failure();
    expect(slow.got).toEqual(numbers(1, 256));
    expect(error.extensions).toEqual({ code: 'SLOW_CONSUMER', cursor: `${events[255]?.cursor.xid}.${events[255]?.cursor.id}` });
    const resumed = await stage.join(events[255]?.cursor ?? null);
    expect(resumed.got).toEqual(numbers(257, 400));
  });

  it('refuses a cursor that is too old', async () => {
    const stage = new Stage();
    const [first, second] = stage.append(3);
    stage.feed.oldest = second?.cursor ?? stage.feed.oldest;
    const reader = await stage.join(first?.cursor ?? null);
    expect((await reader.failure()).extensions).toEqual({ code: 'CURSOR_EXPIRED' });
    expect(reader.got).toEqual([]);
  });

  it('refuses a cursor at which nothing stands, however far ahead', async () => {
    const stage = new Stage();
    const [first] = stage.append(3);
    await stage.join();
    stage.append(2);
    stage.feed.tell();
    const replays = stage.feed.replays;
    for (const xid of [first?.cursor.xid, '1004', '9000'] as string[]) {
      const reader = await stage.join({ xid, id: '00000000-0000-7000-8000-00000000ffff' });
      expect([xid, (await reader.failure()).extensions, reader.got]).toEqual([xid, { code: 'CURSOR_EXPIRED' }, []]);
    }
    expect([stage.feed.replays, stage.hub.followerCount]).toEqual([replays, 1]);
  });

  it('stops following when the last reader leaves, and begins again with the next', async () => {
    const stage = new Stage();
    const reader = await stage.join();
    await reader.subscriber.return();
    expect([stage.feed.listening, stage.hub.groupCount]).toEqual([0, 0]);
    stage.append(2);
    const next = await stage.join();
    stage.append(1);
    await stage.tell(() => expect([reader.got, next.got]).toEqual([[], [3]]));
  });

  it('begins anew for everybody, behind what they got, when the schema changed', async () => {
    const stage = new Stage();
    const moved: [Subscriber, EventCursor][] = [];
    const plan = stage.plan({
      render: async (event) => (stage.numberOf(event) > 2 ? null : stage.render(event)),
      onOutdated: (subscriber, after) => void (moved.push([subscriber, after]), stage.hub.join(stage.plan({ key: 'new' }), subscriber, after)),
    });
    const readers = [await stage.join(null, plan), await stage.join(null, plan)];
    stage.append(4);
    await stage.tell(() => expect(readers.map(({ got }) => got)).toEqual([numbers(1, 4), numbers(1, 4)]));
    expect(moved).toHaveLength(2);
    expect(stage.hub.groupCount).toBe(1);
  });

  it('tries again what failed for a while', async () => {
    const stage = new Stage();
    let failures = 2;
    const plan = stage.plan({ render: async (event) => (failures-- > 0 ? Promise.reject(new Error('no database')) : stage.render(event)) });
    const reader = await stage.join(null, plan);
    stage.append(2);
    await stage.tell(() => expect(reader.got).toEqual([1, 2]));
  });

  it.each(seedsOf(6))('loses, repeats and reorders nothing, whoever comes and goes (seed %i)', async (seed) => {
    const random = numbersFrom(seed);
    const stage = new Stage(() => random(4));
    stage.delay = () => random(3);
    const expected: { reader: Reader; after: number }[] = [];
    const joining: Promise<unknown>[] = [];
    const writing = (async () => {
      for (let burst = 0; burst < 60; burst++) {
        stage.append(1 + random(5));
        await sleep(random(4));
        stage.feed.tell();
      }
    })();
    for (let i = 0; i < 40; i++) {
      await sleep(random(5));
      const reader = new Reader();
      const after = random(stage.feed.log.length + 1);
      const cursor = stage.feed.log[after - 1]?.cursor ?? { xid: '0', id: '00000000-0000-0000-0000-000000000000' };
      expected.push({ reader, after });
      joining.push(stage.hub.join(stage.plan(), reader.subscriber, cursor));
      if (random(4) === 0) await expected[random(expected.length)]?.reader.subscriber.return();
    }
    await Promise.all([writing, ...joining]);
    const total = stage.feed.log.length;
    for (const { reader, after } of expected) {
      const all = numbers(after + 1, total);
      if (!reader.subscriber.isOver) await eventually(() => expect(reader.got.length).toBe(all.length));
      expect(reader.got).toEqual(all.slice(0, reader.got.length));
    }
  });
});
