import { Books } from '@regulars/plugin-sdk';
import { noteModule } from '../../test/note-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { violationFigures } from './figures';
import { verifyBooks } from './verify';
import { watchBooks } from './watch';

const ofNotes = (id: string, where: string, more: object = {}) => ({
  id, description: `No note is ${where}.`, of: 'note.note',
  violations: `SELECT n.id::text AS subject, 'the note is ${where}' AS problem FROM note.note AS n WHERE ($1::uuid[] IS NULL OR n.id = ANY($1)) AND n.text = '${where}'`, ...more,
});

const notes = noteModule({
  invariants: [
    ofNotes('note.bad', 'bad'),
    ofNotes('note.lost', 'lost', { scans: true }),
    { id: 'note.faulty', description: 'Cannot be examined while a note says so.', violations: `SELECT n.id::text AS subject, '' AS problem FROM note.note AS n WHERE n.text = 'zero' AND 1 / (length(n.text) - 4) > 0` },
  ],
});

describe('the watch over the books', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let other: TestShop;

  beforeEach(async () => {
    platform = await createTestPlatform([notes]);
    shop = await platform.brand();
    other = await platform.brand();
  });
  afterEach(() => platform.stop());

  const write = (to: TestShop, text: string): Promise<void> => to.context(async (ctx) => void (await ctx.sql({ name: '', text: 'INSERT INTO note.note (text) VALUES ($1)', values: [text] })));
  const findings = (): Promise<object[]> => platform.rows('SELECT brand_id, invariant, problem FROM platform.invariant_finding ORDER BY brand_id, invariant');
  const standing = (of: TestShop) => of.read(async (ctx) => (await ctx.use(Books).standing()).checks.filter(({ violations }) => violations > 0).map(({ invariant, violations }) => `${invariant} ${violations}`));

  it('writes down what is broken, for each brand, and takes back what no longer is', async () => {
    await write(shop, 'bad');
    await write(shop, 'fine');
    expect(await standing(shop)).toEqual(['note.bad 1']);
    expect(await watchBooks(platform.runtime, { betweenSeconds: 0 })).toBe(2);
    expect(await findings()).toEqual([{ brand_id: shop.id, invariant: 'note.bad', problem: 'the note is bad' }]);
    expect([await standing(shop), await standing(other)]).toEqual([['note.bad 1'], []]);
    expect([...await violationFigures(platform.runtime.registry, platform.runtime.relay)]).toEqual([['INV-17.deliveries', 0], ['platform.reactions', 0], ['note.bad', 1], ['note.faulty', 0]]);
    await platform.rows(`UPDATE note.note SET text = 'mended'`);
    await watchBooks(platform.runtime, { betweenSeconds: 0 });
    expect(await findings()).toEqual([]);
  });

  it('comes round to what nobody has touched for long', async () => {
    await write(shop, 'bad');
    const old = '00000000-0000-7000-8000-000000000001';
    await platform.rows('UPDATE note.note SET id = $1', [old]);
    await platform.rows(`INSERT INTO note.note (brand_id, id, text, at) SELECT brand_id, platform.uuid_v7(), 'fine', at FROM note.note, generate_series(1, 1200)`);
    await platform.rows(`INSERT INTO platform.invariant_round (brand_id, watched_at, cursors) VALUES ($1, now(), jsonb_build_object('note.note', $2::text))`, [shop.id, old]);
    const seen: number[] = [];
    for (let round = 0; round < 4; round++) {
      await watchBooks(platform.runtime, { betweenSeconds: 0 });
      seen.push((await findings()).length);
    }
    // Pieces of 500 from behind the old note: the third ends the round, the fourth begins at the oldest.
    expect(seen).toEqual([0, 0, 0, 1]);
  });

  it('is not held up by an invariant that cannot be examined', async () => {
    await write(shop, 'bad');
    await write(shop, 'zero');
    await watchBooks(platform.runtime, { betweenSeconds: 0 });
    expect(await findings()).toEqual([{ brand_id: shop.id, invariant: 'note.bad', problem: 'the note is bad' }]);
  });

  it('is one for all workers: a brand is looked at once a minute', async () => {
    const looked = await Promise.all([platform.runtime, platform.node(), platform.node()].map((node) => watchBooks(node)));
    expect(looked.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(await watchBooks(platform.runtime)).toBe(0);
  });

  it('leaves what scans everything to the verification, which finds all of it', async () => {
    await write(shop, 'lost');
    await write(other, 'bad');
    await watchBooks(platform.runtime, { betweenSeconds: 0 });
    expect(await standing(shop)).toEqual([]);
    const told: string[] = [];
    const violations = await verifyBooks(platform.runtime, (brand, verified) => told.push(...verified.flatMap(({ findings: found }) => found.map(({ invariant }) => `${brand.id === shop.id ? 'shop' : 'other'} ${invariant}`))));
    expect([violations, told.sort()]).toEqual([2, ['other note.bad', 'shop note.lost']]);
  });

  it('sees what orders were to bring about and did not, of the brand it was for', async () => {
    const put = (state: string, minutes: number): Promise<unknown> => platform.rows(
      `INSERT INTO platform.deferred_reaction (brand_id, module, reaction, moment, batch, state, created_at, due_at) VALUES ($1, 'note', 'stamp', 'note.taken', '[]', $2, clock_timestamp() - make_interval(mins => $3), 'infinity')`, [shop.id, state, minutes]);
    for (const [state, minutes] of [['PARKED', 1], ['PENDING', 11], ['PENDING', 9], ['DONE', 20], ['SKIPPED', 20]] as const) await put(state, minutes);
    await watchBooks(platform.runtime, { betweenSeconds: 0 });
    expect([await standing(shop), await standing(other)]).toEqual([['platform.reactions 2'], []]);
    const told = await platform.rows<{ problem: string }>('SELECT problem FROM platform.invariant_finding ORDER BY problem');
    expect(told.map(({ problem }) => problem.replace(/ since .*/, ''))).toEqual(['note.stamp of note.taken still waits,', 'note.stamp of note.taken was given up,']);
  });

  it('sees a key without its answer, and a delivery without its event', async () => {
    await platform.rows(`INSERT INTO platform.idempotency (brand_id, caller, operation, key, arguments_hash) VALUES ($1, 'till', 'noteTake', 'k1', '')`, [shop.id]);
    await platform.rows(`INSERT INTO platform.delivery (brand_id, event_id, handler, xid) VALUES ($1, platform.uuid_v7(), 'note/hear', '1')`, [shop.id]);
    const found: string[] = [];
    await verifyBooks(platform.runtime, (_, verified) => found.push(...verified.flatMap(({ findings: some }) => some.map(({ invariant }) => invariant))));
    expect(found).toEqual(['INV-7.keys', 'INV-17.deliveries']);
  });
});
