import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Members } from '@regulars/member/contract';
import { type Context, readId, statement } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { gameForUpdate } from '../src/data/game.statements';
import { grantChances } from '../src/domain/chances';
import { passOnLapsed } from '../src/domain/claims';
import { ticketOf } from '../src/domain/fair/raffle';
import { type Game, gamesOf } from '../src/domain/game';
import { GAME_PREFIX } from '../src/domain/ids';
import { raffleTask } from '../src/domain/raffle';
import { CLAIM, CLAIMS, DRAW, HAND_OVER, MERGE } from './support/documents';
import { ask, drawOf, grant, join, liveGame } from './support/games';
import { lotteryShop } from './support/shop';

const ENDS = '2026-01-06T04:00:00Z';
const RAFFLE = {
  form: 'RAFFLE', totalWeight: 2, endsAt: ENDS, alternates: 1, claimDays: 3,
  prizes: [{ key: 'TRIP', name: 'Okinawa for two', kind: 'PHYSICAL', weight: 1, worth: '36000' }, { key: 'P10', name: '10 points', kind: 'REWARD', weight: 1, reward: { kind: 'points', spec: { points: 10 } } }],
};
const SHOW = 'query ($id: ID!) { lotteryGame(id: $id) { state placesAreValid rounds { commitment seed } places { place prize message ticket member { id } } entries { count hash list { ticket passedOver } } } }';
const INFO = { legalName: '王小明', idNumber: 'A123456789', address: '台北市信義路五段 7 號', isResident: true };

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
lotteryShop((opened) => {
  ({ platform, shop, staff } = opened);
});

const as = (memberId: string): TestCaller => shop.as({ audience: 'member', memberId, name: memberId });
const claimsOf = async (id: string): Promise<Data[]> => (await staff.one(CLAIMS, { id })).lotteryClaims.nodes as Data[];

it('lets members be given chances while somebody who changes the game holds it', async () => {
  const gameId = await liveGame(staff, 'TRIP', RAFFLE);
  const ann = await join(staff);
  const given = await platform.runtime.transaction(staff.scope, async (ctx) => {
    expect(await ctx.sql(gameForUpdate(readId(GAME_PREFIX, gameId) as string))).toMatchObject([{ state: 'LIVE' }]);
    return grant(staff, gameId, ann, 2);
  });
  expect(given).toHaveLength(2);
});

it('waits for chances that are being given when it is drawn, and leaves none out', async () => {
  const gameId = await liveGame(staff, 'TRIP', RAFFLE);
  const [ann, bob] = [await join(staff), await join(staff)];
  await grant(staff, gameId, ann);
  const transaction = <T>(work: (ctx: Context) => Promise<T>): Promise<T> => platform.runtime.transaction(staff.scope, work);
  let drawn = Promise.resolve();
  const before = await shop.context(async (ctx) => {
    const game = (await gamesOf(ctx)).named('TRIP') as Game;
    await grantChances(ctx, [{ game, memberId: readId('mbr', bob) as string, chances: 1, cause: 'REWARD', key: 'reward/late', at: ctx.now }]);
    drawn = raffleTask.run({ transaction, signal: new AbortController().signal } as never, { gameIds: [game.id] });
    await Promise.race([drawn, sleep(500)]);
    return game;
  });
  await drawn;
  await platform.drain();
  const { state, placesAreValid, entries, places } = await staff.one(SHOW, { id: gameId });
  expect([state, placesAreValid, entries.count, (places as Data[]).map((place) => place.member.id as string).sort()]).toEqual(['ENDED', true, 2, [ann, bob].sort()]);
  // Whoever saw it live is told by the hand, not by the look, that it is over.
  expect(await shop.context((ctx) => grantChances(ctx, [{ game: before, memberId: readId('mbr', bob) as string, chances: 1, cause: 'REWARD', key: 'reward/later', at: ctx.now }]))).toEqual([[]]);
});

it('waits for members before it holds a game or claims, which who holds a member goes on to', async () => {
  const gameId = await liveGame(staff, 'TRIP', RAFFLE);
  const members = [await join(staff), await join(staff), await join(staff)];
  for (const id of members) await grant(staff, gameId, id);
  const transaction = <T>(work: (ctx: Context) => Promise<T>): Promise<T> => platform.runtime.transaction(staff.scope, work);
  /** What of these rows somebody who holds the members gets at once, while the work waits for them; both are done then. */
  const freeDuring = async (table: string, work: () => Promise<unknown>): Promise<number> => {
    let waiting: Promise<unknown> = Promise.resolve();
    const free = await transaction(async (ctx) => {
      await ctx.use(Members).lock(members.map((id) => readId('mbr', id) as string));
      waiting = work();
      await Promise.race([waiting, sleep(500)]);
      return ctx.sql(statement<{ id: string }>(`spec.free-${table}`, `SELECT t.id FROM lottery.${table} AS t FOR SHARE SKIP LOCKED`)());
    });
    await waiting;
    return free.length;
  };
  expect(await freeDuring('game', () => raffleTask.run({ transaction, signal: new AbortController().signal } as never, { gameIds: [readId(GAME_PREFIX, gameId) as string] }))).toBe(1);
  const states = async (): Promise<string[]> => (await Promise.all(members.map(claimsOf))).flat().map(({ state }) => state as string).sort();
  expect(await states()).toEqual(['WON']);
  await shop.skip({ days: 3, minutes: 2 });
  expect(await freeDuring('claim', () => transaction(passOnLapsed))).toBe(1);
  expect(await states()).toEqual(['LAPSED', 'WON']);
});

it('draws all entries at once when its time is over, and passes on what nobody claims', async () => {
  const gameId = await liveGame(staff, 'TRIP', RAFFLE);
  const members = await Promise.all(Array.from({ length: 4 }, () => join(staff)));
  for (const [index, id] of members.entries()) await grant(staff, gameId, id, index + 1);
  expect((await ask(staff, DRAW, { gameId, memberId: members[0] })).userErrors).toMatchObject([{ code: 'LOTTERY_NOT_OPEN' }]);
  await shop.advanceTo(new Date('2026-01-06T04:04:00Z'));
  await platform.drain();
  expect(await staff.one(SHOW, { id: gameId })).toMatchObject({ state: 'LIVE', places: [], placesAreValid: null });
  await shop.advance({ minutes: 2 });
  await platform.drain();

  const { state, placesAreValid, places, rounds } = await staff.one(SHOW, { id: gameId });
  expect([state, placesAreValid, places.map(({ place, prize }: Data) => [place, prize])]).toEqual(['ENDED', true, [[1, 'TRIP'], [2, 'P10'], [3, null]]]);
  // Anybody can rank the entries: the best of each member has a place.
  const best = members.map((id, index) => Array.from({ length: index + 1 }, (_, n) => ticketOf(rounds[0].seed as string, `${gameId}:${id}:${n + 1}`)).sort()[0] as string);
  expect(places.map(({ ticket }: Data) => ticket)).toEqual([...best].sort().slice(0, 3));
  const [first, second, third] = places.map((place: Data) => place.member.id) as [string, string, string];
  expect((await staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance } } }', { id: second })).points.balance).toBe(10);
  const [won] = await claimsOf(first);
  expect([won?.prize, won?.state, await claimsOf(third)]).toEqual(['TRIP', 'WON', []]);

  await shop.advance({ days: 3, minutes: 2 });
  await platform.drain();
  expect((await claimsOf(first)).map(({ state: now }) => now as string)).toEqual(['LAPSED']);
  expect((await ask(as(first), CLAIM, { id: won?.id, info: INFO })).userErrors).toMatchObject([{ code: 'LOTTERY_CLAIM_NOT_OPEN' }]);
  expect((await claimsOf(third)).map(({ prize, state: now }) => [prize, now])).toEqual([['TRIP', 'WON']]);
});

/** What the verifier says that needs nothing of ours: its last line, and how many faults it found. */
function verify(raffle: object, ...own: string[]): readonly [string, number] {
  const folder = mkdtempSync(pathOf(tmpdir(), 'raffle-'));
  const file = pathOf(folder, 'raffle.json');
  writeFileSync(file, JSON.stringify(raffle));
  const { stdout } = spawnSync(process.execPath, [pathOf(__dirname, '../../../docs/raffle-verifier.mjs'), file, ...own], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const lines = stdout.trim().split('\n');
  return [lines.at(-1) ?? '', lines.length - 1];
}

it('tells what a raffle was drawn from, so that an entry that is left out is missed', async () => {
  const gameId = await liveGame(staff, 'TRIP', RAFFLE);
  const members = await Promise.all(Array.from({ length: 6 }, () => join(staff)));
  for (const [index, id] of members.entries()) await grant(staff, gameId, id, index + 1);
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "spec", idempotencyKey: "f") { userErrors { message } } }', { id: members[5] });
  await shop.advanceTo(new Date('2026-01-06T04:06:00Z'));
  await platform.drain();
  const drawn = await staff.one(SHOW, { id: gameId });
  const own = members.flatMap((id, index) => Array.from({ length: index + 1 }, (_, n) => `${gameId}:${id}:${n + 1}`));
  expect([drawn.entries.count, drawn.placesAreValid, verify(drawn, ...own)]).toEqual([21, true, ['The raffle is as the seed says: 21 entries, 3 places', 0]]);
  const ofFrozen = new Set(own.slice(15).map((message) => ticketOf(drawn.rounds[0].seed as string, message)));
  const last = drawn.places[2].ticket as string;
  for (const { ticket, passedOver } of drawn.entries.list as Data[]) {
    const isPlaced = (drawn.places as Data[]).some((place) => place.ticket === ticket);
    expect([ticket, passedOver]).toEqual([ticket, isPlaced || ticket > last ? null : ofFrozen.has(ticket as string) ? 'NOT_ACTIVE' : 'HAS_PLACE']);
  }

  // Everybody looks for their own: here, or a page on.
  const page = (from: string, first: number): Promise<Data> => as(members[0] as string).run('query ($id: ID!, $from: String!, $first: Int!) { lotteryGame(id: $id) { entries { list(from: $from, first: $first) { ticket passedOver } } } }', { id: gameId, from, first });
  const mine = ticketOf(drawn.rounds[0].seed as string, own[0] as string);
  expect((await page(mine, 1)).data.lotteryGame.entries.list).toEqual((drawn.entries.list as Data[]).filter(({ ticket }) => ticket === mine));
  expect((await page(drawn.entries.list[9].ticket as string, 100)).data.lotteryGame.entries.list).toEqual((drawn.entries.list as Data[]).slice(9));
  expect((await page('', 10_001)).errors).toMatchObject([{ message: 'Give 1 to 10000.' }]);

  const [[, second, third], list] = [drawn.places as Data[], drawn.entries.list as Data[]];
  expect(verify({ ...drawn, entries: { ...drawn.entries, list: list.slice(1), count: 20 } })[1]).toBeGreaterThan(0);
  expect(verify({ ...drawn, places: [second, third] })[1]).toBeGreaterThan(0);
  expect(verify(drawn, `${gameId}:${members[0]}:2`)).toEqual(['The raffle is not as the seed says', 1]);
  const isValid = async (): Promise<boolean> => (await staff.one(SHOW, { id: gameId })).placesAreValid as boolean;
  const [hidden] = await platform.rows<Data>('DELETE FROM lottery.raffle_entry WHERE brand_id = $1 AND ticket = $2 RETURNING game_id, chance_id, passed_over', [shop.id, list[20]?.ticket]);
  expect(await isValid()).toBe(false);
  await platform.rows('INSERT INTO lottery.raffle_entry (brand_id, game_id, ticket, chance_id, passed_over) VALUES ($1, $2, $3, $4, $5)', [shop.id, hidden?.game_id, list[20]?.ticket, hidden?.chance_id, hidden?.passed_over]);
  expect(await isValid()).toBe(true);
  await platform.rows('UPDATE lottery.raffle_entry SET passed_over = NULL WHERE brand_id = $1 AND passed_over IS NOT NULL', [shop.id]);
  expect(await isValid()).toBe((drawn.entries.list as Data[]).every(({ passedOver }) => passedOver === null));
});

it('keeps what two members had in sum when they are merged, and gives each their own again', async () => {
  const raffle = await liveGame(staff, 'TRIP', { ...RAFFLE, alternates: 3 });
  const wheel = await liveGame(staff, 'CUPS', { totalWeight: 1, prizes: [{ key: 'CUP', name: 'A cup', kind: 'PHYSICAL', weight: 1, worth: '600' }] });
  const [ann, bob] = [await join(staff), await join(staff)];
  for (const id of [ann, bob, ann, bob, bob]) {
    await grant(staff, raffle, id);
    await grant(staff, wheel, id, 2);
    await drawOf(staff, wheel, id);
  }
  await shop.advanceTo(new Date('2026-01-06T04:06:00Z'));
  await platform.drain();
  const [claim] = await claimsOf(bob);
  await staff.ok(CLAIM, { id: claim?.id, info: INFO, key: 'claim' });
  const held = (): Promise<object[]> => platform.rows(`
    SELECT 'chance' AS what, state, count(*)::int AS count, count(DISTINCT member_id)::int AS members FROM lottery.chance WHERE brand_id = $1 GROUP BY 2
    UNION ALL SELECT 'draw', prize, count(*)::int, count(DISTINCT member_id)::int FROM lottery.draw WHERE brand_id = $1 GROUP BY 2
    UNION ALL SELECT 'place', coalesce(prize, 'alternate'), count(*)::int, count(DISTINCT member_id)::int FROM lottery.raffle_place WHERE brand_id = $1 GROUP BY 2
    UNION ALL SELECT 'claim', state, count(*)::int, count(DISTINCT member_id)::int FROM lottery.claim WHERE brand_id = $1 GROUP BY 2 ORDER BY 1, 2`, [shop.id]);
  const ownOf = async (): Promise<object> => Object.fromEntries(Object.entries(await shop.digest()).filter(([table]) => table.startsWith('lottery.')));
  const [before, own] = [await held(), await ownOf()];
  const { operationId } = await staff.one(MERGE, { survivorId: ann, loserId: bob });
  expect(await held()).toEqual(before.map((row) => ({ ...row, members: 1 })));
  expect((await staff.one(SHOW, { id: raffle })).placesAreValid).toBe(true);
  expect(await shop.violations()).toEqual([]);
  await staff.ok('mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two after all", idempotencyKey: "u") { userErrors { message } } }', { id: operationId });
  expect([await held(), await ownOf()]).toEqual([before, own]);
});

describe('what is physical', () => {
  const sure = (worth: string): object => ({ totalWeight: 1, prizes: [{ key: 'SURE', name: 'Sure', kind: 'PHYSICAL', weight: 1, worth }] });
  const claimOf = async (memberId: string, code: string, worth: string): Promise<string> => {
    const gameId = await liveGame(staff, code, sure(worth));
    await grant(staff, gameId, memberId);
    await drawOf(staff, gameId, memberId);
    return (await claimsOf(memberId))[0]?.id as string;
  };

  it('is claimed and handed over once, by who won it', async () => {
    const [ann, bob] = [await join(staff), await join(staff)];
    const id = await claimOf(ann, 'CUP', '500');
    const before = await shop.digest();
    expect((await ask(as(bob), CLAIM, { id })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await ask(staff, HAND_OVER, { id })).userErrors).toMatchObject([{ code: 'LOTTERY_CLAIM_NOT_OPEN' }]);
    expect(await shop.digest()).toEqual(before);
    expect((await ask(as(ann), CLAIM, { id })).claim).toEqual({ state: 'CLAIMED', tax: null });
    expect((await ask(staff, HAND_OVER, { id })).claim).toMatchObject({ state: 'CLAIMED', handedOverAt: expect.any(String) });
    for (const document of [CLAIM, HAND_OVER]) expect((await ask(staff, document, { id })).userErrors).toMatchObject([{ code: 'LOTTERY_CLAIM_NOT_OPEN' }]);
  });

  it('is reported to the tax office above a thousand a year, sealed, masked, and forgotten with the member', async () => {
    const ann = await join(staff);
    const [small, next, large] = [await claimOf(ann, 'A', '600'), await claimOf(ann, 'B', '600'), await claimOf(ann, 'C', '36000')];
    expect((await ask(as(ann), CLAIM, { id: small })).claim.tax).toBeNull();
    const before = await shop.digest();
    expect((await ask(as(ann), CLAIM, { id: next })).userErrors).toMatchObject([{ code: 'LOTTERY_TAX_INFO_NEEDED', path: ['taxInfo'] }]);
    expect(await shop.digest()).toEqual(before);
    expect((await ask(as(ann), CLAIM, { id: next, info: INFO })).claim.tax).toEqual({ withheld: { amount: '0' }, year: 2026, idNumber: 'A123456789' });
    expect((await ask(staff, CLAIM, { id: large, info: INFO })).claim.tax).toEqual({ withheld: { amount: '3600' }, year: 2026, idNumber: 'A123456789' });

    const tax = 'query ($id: ID!) { member(by: { id: $id }) { lotteryClaims(first: 1) { nodes { tax { legalName idNumber address } } } } }';
    const clerk = shop.as({ permissions: ['member:read', 'lottery:read'], name: 'clerk', masks: { 'LotteryTaxRecord.legalName': 'PARTIAL', 'LotteryTaxRecord.idNumber': 'PARTIAL', 'LotteryTaxRecord.address': 'HIDE' } });
    expect((await clerk.one(tax, { id: ann })).lotteryClaims.nodes[0].tax).toEqual({ legalName: '王**', idNumber: '***6789', address: null });
    const rows = await platform.rows<{ text: string }>('SELECT t::text AS text FROM lottery.tax_record AS t WHERE brand_id = $1', [shop.id]);
    expect(rows.some(({ text }) => text.includes(Buffer.from('A123456789').toString('hex')) || text.includes('A123456789'))).toBe(false);
    await staff.ok('mutation ($id: ID!) { memberErase(id: $id, reason: "asked", idempotencyKey: "e") { userErrors { message } } }', { id: ann });
    expect(await platform.rows('SELECT worth::int, withheld::int, identity_sealed FROM lottery.tax_record WHERE brand_id = $1 ORDER BY id', [shop.id])).toEqual([{ worth: 600, withheld: 0, identity_sealed: null }, { worth: 36000, withheld: 3600, identity_sealed: null }]);
  });
});
