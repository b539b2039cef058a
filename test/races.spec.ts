import { setTimeout as sleep } from 'node:timers/promises';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { createWholePlatform, join } from './support/shop';

const GRANT = `mutation ($memberId: ID!, $points: Int!, $reason: String!, $key: String!) {
  pointsGrant(memberId: $memberId, points: $points, reason: $reason, idempotencyKey: $key) { entry { id points balanceAfter reason } userErrors { code } } }`;
const BURN = `mutation ($memberId: ID!, $points: Int!, $reason: String!, $key: String!) {
  pointsBurn(memberId: $memberId, points: $points, reason: $reason, idempotencyKey: $key) { entry { id } userErrors { code } } }`;
const BOTH = `query ($a: ID!, $b: ID!) {
  a: member(by: { id: $a }) { points { balance pending entries(first: 100) { nodes { points reason } } } }
  b: member(by: { id: $b }) { points { balance pending entries(first: 100) { nodes { points reason } } } } }`;

const OPERATIONS = Number(process.env.REGULARS_RACE_OPERATIONS ?? 600);
const CLIENTS = 32;
const PER_MEMBER = 90; // entries at most, so that a page shows all of them
const LONG = 60_000 + OPERATIONS * 60; // ms

let platform: TestPlatform;
let shop: TestShop;
/** One caller at two gateways. */
let gateways: TestCaller[];

beforeAll(async () => {
  platform = await createWholePlatform();
  shop = await platform.brand();
  const staff = shop.everything();
  gateways = [staff, staff.via(platform.node())];
});
afterAll(() => platform.stop());
afterEach(async () => expect(await shop.violations()).toEqual([]));

/** As a till does: with the same variables again, until there is an answer. A busy machine may have no connection for it in time. */
async function ask(index: number, document: string, variables: Data): Promise<Data> {
  for (;;) {
    const { data } = await (gateways[index % 2] as TestCaller).run(document, variables);
    if (data) return data;
    await sleep(5);
  }
}

it('one key, used 100 times at once on two gateways, has one effect and 100 equal answers', async () => {
  const memberId = await join(gateways[0] as TestCaller, 'once');
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(index, GRANT, { memberId, points: 7, reason: 'once', key: 'once' })));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toEqual({ pointsGrant: { entry: { id: expect.any(String), points: 7, balanceAfter: 7, reason: 'once' }, userErrors: [] } });
  expect(await platform.rows('SELECT count(*)::int AS entries FROM points.entry WHERE brand_id = $1', [shop.id])).toEqual([{ entries: 1 }]);
}, 60_000);

interface Read {
  readonly begun: number;
  readonly ended: number;
  /** By member, the reasons of the entries, oldest first. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

interface Append {
  readonly memberId: string;
  readonly reason: string;
  readonly begun: number;
  readonly ended: number;
  readonly taken: boolean;
}

/** 32 clients that append to the ledgers of members and read two of them at once, each on either gateway as it comes. */
async function mix(members: readonly string[], operations: number): Promise<{ appends: Append[]; reads: Read[]; contradictions: string[] }> {
  const [appends, reads, contradictions] = [[] as Append[], [] as Read[], [] as string[]];
  const room = new Map(members.map((member) => [member, PER_MEMBER]));
  let next = 0;
  const append = async (number: number, memberId: string): Promise<void> => {
    const reason = `op-${number}`;
    const begun = performance.now();
    const document = number % 5 === 0 ? BURN : GRANT;
    const data = await ask(number, document, { memberId, points: 1 + (number % 3), reason, key: reason });
    const { userErrors } = (data.pointsGrant ?? data.pointsBurn) as { userErrors: { code: string }[] };
    if (userErrors.some(({ code }) => code !== 'INSUFFICIENT_POINTS')) contradictions.push(`${reason} was refused: ${JSON.stringify(userErrors)}`);
    appends.push({ memberId, reason, begun, ended: performance.now(), taken: userErrors.length === 0 });
  };
  const read = async (number: number, a: string, b: string): Promise<void> => {
    const begun = performance.now();
    const data = await ask(number, BOTH, { a, b });
    const ended = performance.now();
    for (const { points } of [data.a, data.b]) {
      const sum = (points.entries.nodes as { points: number }[]).reduce((total, entry) => total + entry.points, 0);
      if (sum !== points.balance + points.pending) contradictions.push(`${sum} posted, ${points.balance} + ${points.pending} shown`);
    }
    const listOf = (side: Data): string[] => (side.points.entries.nodes as { reason: string }[]).map(({ reason }) => reason).reverse();
    reads.push({ begun, ended, lists: new Map([[a, listOf(data.a)], [b, listOf(data.b)]]) });
  };
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    for (let number = next++; number < operations; number = next++) {
      const memberId = members[(number * 7) % members.length] as string;
      const left = room.get(memberId) ?? 0;
      if (number % 2 === 0 && left > 0) {
        room.set(memberId, left - 1);
        await append(number, memberId);
      } else await read(number, memberId, members[(number * 7 + 1) % members.length] as string);
    }
  }));
  return { appends, reads, contradictions };
}

/** What no order of the operations that keeps to real time could have brought about. */
function anomalies(ledger: ReadonlyMap<string, readonly string[]>, appends: readonly Append[], reads: readonly Read[]): string[] {
  const found: string[] = [];
  const expected = (member: string): string[] => appends.filter(({ memberId, taken }) => taken && memberId === member).map(({ reason }) => reason).sort();
  for (const [member, list] of ledger) if (JSON.stringify([...list].sort()) !== JSON.stringify(expected(member))) found.push(`lost or doubled: ${member}`);
  for (const { begun, ended, lists } of reads) {
    for (const [member, list] of lists) {
      const whole = ledger.get(member) ?? [];
      if (list.some((reason, place) => whole[place] !== reason)) found.push(`no prefix of the ledger: ${member}`);
      const seen = new Set(list);
      for (const append of appends.filter(({ memberId, taken }) => taken && memberId === member)) {
        if (append.ended < begun && !seen.has(append.reason)) found.push(`not seen though acknowledged before: ${append.reason}`);
        if (append.begun > ended && seen.has(append.reason)) found.push(`seen before it was asked for: ${append.reason}`);
      }
    }
  }
  return [...found, ...forks(reads)];
}

/** Two reads of the same two lists, of which each sees what the other does not. */
function forks(reads: readonly Read[]): string[] {
  const byPair = new Map<string, number[][]>();
  for (const { lists } of reads) {
    const [[a, one], [b, two]] = [...lists].sort(([x], [y]) => (x < y ? -1 : 1)) as [[string, readonly string[]], [string, readonly string[]]];
    byPair.set(`${a} ${b}`, [...(byPair.get(`${a} ${b}`) ?? []), [one.length, two.length]]);
  }
  return [...byPair].flatMap(([pair, seen]) => {
    const sorted = seen.sort((x, y) => (x[0] as number) - (y[0] as number) || (x[1] as number) - (y[1] as number));
    return sorted.some((one, place) => place > 0 && (one[1] as number) < (sorted[place - 1]?.[1] as number)) ? [`forked: ${pair}`] : [];
  });
}

async function ledgerOf(members: readonly string[]): Promise<Map<string, readonly string[]>> {
  const lists = await Promise.all(members.map(async (id) => (await ask(0, BOTH, { a: id, b: id })).a.points.entries.nodes.map(({ reason }: { reason: string }) => reason).reverse() as string[]));
  return new Map(members.map((member, index) => [member, lists[index] ?? []]));
}

it(`${OPERATIONS} mixed operations of ${CLIENTS} clients on two gateways show no anomaly, and no answer contradicts itself`, async () => {
  const count = Math.max(8, Math.ceil(OPERATIONS / 125));
  const members = await Promise.all(Array.from({ length: count }, (_, index) => join(gateways[index % 2] as TestCaller, `list-${index}`)));
  const { appends, reads, contradictions } = await mix(members, OPERATIONS);
  const ledger = await ledgerOf(members);
  expect(contradictions).toEqual([]);
  expect(anomalies(ledger, appends, reads)).toEqual([]);
  expect(appends.length + reads.length).toBe(OPERATIONS);
  // The checker sees what it is there for: an append that vanished, and one that came too late for a read.
  const [member, list] = [...ledger].find(([, entries]) => entries.length > 1) as [string, readonly string[]];
  expect(anomalies(new Map([...ledger, [member, list.slice(0, -1)]]), appends, reads)).toContain(`lost or doubled: ${member}`);
  expect(anomalies(ledger, appends, [{ begun: Infinity, ended: Infinity, lists: new Map([[member, list.slice(0, 1)], ['nobody', []]]) }])).toContain(`not seen though acknowledged before: ${list[1] as string}`);
}, LONG);
