import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readId } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import type { Bench } from '../bench';
import type { Read, Reading } from '../live/paced-readers';
import { type Contender, interleave, type Measured, median, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { createBrand } from '../shop/api';

const QUICK = 5;
const SLOW = 20;
const EVENT_BYTES = 32_768;
const EVENTS_A_TURN = 6; // every 100 ms: 2 MB a second
const SLOW_BYTES = 300_000; // a second, of each
const SETTLE = 500; // ms
const MEGABYTE = 1 << 20;
const QUERY = 'subscription { memberEvents { cursor occurredAt data } }';

/** A feed of 2 MB a second to quick readers, with slow ones beside them or without; the quick ones' lag, p99 in ms. */
class Feed implements Contender {
  /** MB that the server took more by the middle of a round, and by its end. */
  readonly growth: { readonly middle: number; readonly end: number }[] = [];
  tooSlow = 0;

  constructor(readonly name: string, private readonly parts: { readonly gateway: Peer; readonly quick: Peer; readonly slow: Peer; readonly write: () => Promise<unknown> }, private readonly readers: Reading | null) {}

  async run(milliseconds: number, round: number): Promise<number> {
    const { gateway, quick, slow } = this.parts;
    const memory = async (): Promise<number> => (await gateway.ask<number>('memory')) / MEGABYTE;
    const before = await memory();
    if (this.readers) await slow.ask('open', this.readers);
    await sleep(SETTLE);
    await quick.ask('read');
    await this.feed(milliseconds / 2);
    const middle = (await memory()) - before;
    await this.feed(milliseconds / 2);
    const end = (await memory()) - before;
    await sleep(SETTLE);
    const { p99, events } = await quick.ask<Read>('read');
    if (events === 0) throw new Error('The quick readers were told nothing');
    if (this.readers) {
      this.tooSlow += (await slow.ask<Read>('read')).tooSlow;
      await slow.ask('close');
    }
    if (round >= 0) this.growth.push({ middle, end });
    return p99;
  }

  private async feed(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    for (let due = performance.now(); due < until; due += 100) {
      await sleep(Math.max(0, due - performance.now()));
      await this.parts.write();
    }
  }

  get note(): string {
    const of = (pick: 'middle' | 'end'): string => median(this.growth.map((round) => round[pick])).toFixed(0);
    return `${this.name}: the server took ${of('middle')} MB more in the middle of a round, ${of('end')} MB at its end; readers were told ${this.tooSlow} times that they are too slow`;
  }
}

/** (h) Readers that stall or are slow, and what that costs the server and the others. */
export async function slowReaders(bench: Bench): Promise<Finding> {
  const installation = await bench.install('readers', false);
  const { gateway, ownerUrl } = installation;
  const { uuid, staff } = await createBrand(installation, 'readers');
  const { memberJoin } = await staff.run<{ memberJoin: { member: { id: string } } }>(
    'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } } }', { input: { phone: '+447700900123', name: 'One' }, key: randomUUID() });
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const write = (): Promise<unknown> => owner.query(
    `INSERT INTO platform.event (brand_id, name, member_id, payload, actor, at)
     SELECT $1, 'member.updated', $2, jsonb_build_object('n', n, 'text', repeat('x', $3)), 'bench', clock_timestamp() FROM generate_series(1, $4::int) n`,
    [uuid, readId('mbr', memberJoin.member.id), EVENT_BYTES, EVENTS_A_TURN]);
  const parts = { gateway, quick: bench.peer('live/paced-readers.ts'), slow: bench.peer('live/paced-readers.ts'), write };
  const reading = (count: number, bytesPerSecond: number | null): Reading => ({ url: staff.url, token: staff.token, query: QUERY, count, bytesPerSecond });
  await parts.quick.ask('open', reading(QUICK, null));
  const feeds = [
    new Feed('alone', parts, null), new Feed(`with ${SLOW} that stall`, parts, reading(SLOW, 0)), new Feed(`with ${SLOW} that take ${SLOW_BYTES / 1_000} kB a second`, parts, reading(SLOW, SLOW_BYTES)),
  ];
  const measured = await bench.profiled(gateway, 'h', () => interleave(feeds, bench.options));
  await owner.end();
  const [alone, stalled, slow] = measured as [Measured, Measured, Measured];
  return {
    title: `(h) ${QUICK} quick readers of 2 MB a second`, unit: 'lag, p99 in ms', measured,
    ratios: [
      { name: '(h) lag alone / with 20 readers that stall', byRound: ratios(alone, stalled), aim: 0.5 },
      { name: '(h) lag alone / with 20 readers that are slow', byRound: ratios(alone, slow), aim: 0.5 },
    ],
    notes: [...feeds.map(({ note }) => note), `a socket may take 4 MB, so ${SLOW} of them ${SLOW * 4} MB`],
  };
}
