import { actorOf, newUuid, Partners, Platform, statement } from '@regulars/plugin-sdk';
import { listenerModule, noteModule, takeNote, writeNote } from '../../test/note-module';
import { CLOCK_START, createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';

const texts = statement<{ text: string }, []>('note.texts', 'SELECT text FROM note.note ORDER BY id');
const refuse = statement<never, []>('note.insert-refused', `INSERT INTO note.note (text) VALUES ('refused')`);

let platform: TestPlatform;
let tea: TestShop;
let cake: TestShop;
let foreign: TestShop;

beforeAll(async () => {
  platform = await createTestPlatform([noteModule(), listenerModule()]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  [tea, cake, foreign] = [await platform.brand({ plugins: ['listener'] }), await platform.brand({ plugins: ['listener'] }), await platform.brand({ plugins: ['listener'] })];
  await underOneRoof(tea, cake);
});

const OPERATOR = { brandId: null, audience: 'platform', actor: actorOf({ kind: 'platform', id: newUuid(), name: 'operator' }) } as const;
const found = statement<never, [string]>('spec.found', 'INSERT INTO platform.organisation (id, code, name) VALUES ($1::uuid, $1::text, $1::text)');
const bare = statement<never, [string]>('spec.bare', `INSERT INTO platform.plan (code, name, plugins) VALUES ($1, $1, '{}')`);
const move = statement<never, [string | null, readonly string[]]>('spec.move', 'UPDATE platform.brand SET organisation_id = $1 WHERE id = ANY($2::uuid[])');

async function underOneRoof(...shops: readonly TestShop[]): Promise<void> {
  const id = newUuid();
  await platform.runtime.transaction(OPERATOR, async (ctx) => {
    await ctx.sql(found(id));
    await ctx.sql(move(id, shops.map((shop) => shop.id)));
  });
}

const part = (...shops: readonly TestShop[]): Promise<unknown> => platform.runtime.transaction(OPERATOR, (ctx) => ctx.sql(move(null, shops.map((shop) => shop.id))));
const codeOf = async ({ id }: TestShop): Promise<string> => (await platform.rows<{ code: string }>('SELECT code FROM platform.brand WHERE id = $1', [id]))[0]?.code ?? '';
const notesOf = (shop: TestShop): Promise<unknown> => shop.read(async (ctx) => (await ctx.sql(texts())).map(({ text }) => text));
const note = (from: TestShop, to: TestShop, text: string, how: 'work' | 'finish' = 'work'): Promise<unknown> =>
  from.context((ctx) => ctx.use(Partners)[how]('listener', to.id, async (there) => {
    await takeNote(there, text);
    return [there.brand.id === to.id, there.actor.kind, there.actor.id];
  }));

it('finds brands of the own organisation, and no other', async () => {
  const find = (shop: TestShop, by: { code: string } | { id: string }): Promise<unknown> => shop.read((ctx) => ctx.use(Partners).find('listener', by));
  const ours = { id: cake.id, code: await codeOf(cake), currency: 'TWD', hasModule: true };
  expect(await find(tea, { code: ours.code })).toEqual(ours);
  expect(await find(tea, { id: cake.id })).toEqual(ours);
  expect(await Promise.all([tea, foreign].map(async (shop) => find(tea, { code: await codeOf(shop) })))).toEqual([null, null]);
  expect(await find(foreign, { id: cake.id })).toBeNull();
  await cake.disable('listener');
  expect(await find(tea, { id: cake.id })).toMatchObject({ hasModule: false });
});

it('takes a module that is in its grace for one that the partner has, until the grace ends by the partner\'s clock', async () => {
  const seen = async (): Promise<unknown> => {
    const partner = await tea.read((ctx) => ctx.use(Partners).find('listener', { id: cake.id }));
    return [partner?.hasModule, (await note(tea, cake, 'in grace')) !== null];
  };
  await platform.runtime.transaction(OPERATOR, async (ctx) => {
    await ctx.sql(bare(`bare-${cake.id}`));
    await ctx.use(Platform).changePlan(cake.id, `bare-${cake.id}`, 1);
  });
  expect(await seen()).toEqual([true, true]);
  await cake.advanceTo(new Date(CLOCK_START.getTime() + 25 * 3_600_000));
  expect(await seen()).toEqual([false, false]);
  expect(await notesOf(cake)).toEqual(['in grace']);
});

it('works there as the module, by itself: what becomes of the caller does not touch it', async () => {
  expect(await note(tea, cake, 'hello')).toEqual({ answer: [true, 'system', 'listener/partner'] });
  await expect(tea.context(async (ctx) => {
    await writeNote(ctx, 'ours');
    await ctx.use(Partners).work('listener', cake.id, (there) => writeNote(there, 'stays'));
    throw new Error('changed my mind');
  })).rejects.toThrow('changed my mind');
  await expect(tea.context((ctx) => ctx.use(Partners).work('listener', cake.id, async (there) => {
    await writeNote(there, 'half');
    await there.sql(refuse());
  }))).rejects.toThrow('violates check constraint');
  expect([await notesOf(tea), await notesOf(cake)]).toEqual([[], ['hello', 'stays']]);
  const events = await platform.rows('SELECT brand_id, payload FROM platform.event WHERE name = $1 AND brand_id = ANY($2)', ['note.taken', [tea.id, cake.id]]);
  expect(events).toEqual([{ brand_id: cake.id, payload: { text: 'hello' } }]);
});

it('is refused in brands of others, in its own, and where the module is off; what was begun can be finished', async () => {
  for (const [from, to] of [[tea, foreign], [foreign, tea], [tea, tea]] as const) {
    for (const how of ['work', 'finish'] as const) expect(await note(from, to, 'no', how)).toBeNull();
  }
  await note(tea, cake, 'begun');
  await cake.disable('listener');
  expect([await note(tea, cake, 'no'), await note(tea, cake, 'while off', 'finish')]).toEqual([null, { answer: expect.anything() }]);
  await cake.enable('listener');
  await part(tea, cake);
  expect([await note(tea, cake, 'no'), await note(tea, cake, 'parted', 'finish')]).toEqual([null, { answer: expect.anything() }]);
  // Nobody of theirs has worked in ours.
  expect(await note(cake, tea, 'no', 'finish')).toBeNull();
  expect([await notesOf(tea), await notesOf(cake), await notesOf(foreign)]).toEqual([[], ['begun', 'while off', 'parted'], []]);
});

it('waits for no connection that whoever asks may hold', async () => {
  const many = 40; // more than the pools have together
  const answers = await Promise.all(Array.from({ length: many }, (_, n) => tea.context(async (ctx) => {
    await writeNote(ctx, `ours ${n}`);
    return ctx.use(Partners).work('listener', cake.id, (there) => writeNote(there, `theirs ${n}`));
  })));
  expect(answers.filter((answer) => answer !== null)).toHaveLength(many);
  expect([(await notesOf(tea) as unknown[]).length, (await notesOf(cake) as unknown[]).length]).toEqual([many, many]);
  await expect(tea.context((ctx) => ctx.use(Partners).work('listener', cake.id, (there) => there.use(Partners).work('listener', tea.id, (here) => writeNote(here, 'no'))))).rejects.toThrow('has none within it');
});

it('takes the partner as it is now', async () => {
  await note(tea, cake, 'one');
  // By another process: this one knows the brand as it was.
  await platform.node().transaction({ brandId: cake.id, audience: 'staff', actor: (await cake.context((ctx) => Promise.resolve(ctx.actor))) }, (ctx) => ctx.use(Platform).updateBrand({ name: 'Renamed' }));
  expect(await tea.context((ctx) => ctx.use(Partners).work('listener', cake.id, (there) => Promise.resolve(there.brand.name)))).toEqual({ answer: 'Renamed' });
});

it('leaves the application no other way to say who worked where', async () => {
  await note(tea, cake, 'bond');
  const bonds = statement<{ partner_id: string }, []>('spec.bonds', 'SELECT partner_id FROM platform.partner_bond');
  await expect(cake.read((ctx) => ctx.sql(bonds()))).rejects.toThrow('permission denied');
  expect(await platform.rows('SELECT brand_id, partner_id, module FROM platform.partner_bond WHERE brand_id = ANY($1)', [[tea.id, cake.id]])).toEqual([{ brand_id: cake.id, partner_id: tea.id, module: 'listener' }]);
});
