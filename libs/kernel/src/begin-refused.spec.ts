import { type Context, newUuid, Sessions, statement } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import { createPlatform } from './platform';
import { noteModule, writeNote } from '../test/note-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../test/platform';

const notes = statement<{ text: string }, []>('note.all', 'SELECT text FROM note.note');

let platform: TestPlatform;
let shop: TestShop;
const { query } = Client.prototype;

beforeAll(async () => {
  platform = await createTestPlatform([noteModule()]);
  shop = await platform.brand();
  await shop.context((ctx) => writeNote(ctx, 'kept'));
});
afterAll(() => platform.stop());
afterEach(() => {
  Client.prototype.query = query;
});

/** The server does what travels with a BEGIN, though it refused that one. */
function refuseBegin(): void {
  Client.prototype.query = function (this: Client, config: { text?: string }, ...rest: unknown[]) {
    return (query as (...args: unknown[]) => unknown).call(this, config.text?.startsWith('BEGIN') ? { text: 'SELECT 1 / 0' } : config, ...rest);
  } as unknown as typeof query;
}

it.each<[string, (ctx: Context) => Promise<unknown>]>([
  ['a row', (ctx) => writeNote(ctx, 'alone')],
  // Runs with the rights of whoever owns the tables, and asks for no brand.
  ['what a function of the platform writes', (ctx) => ctx.use(Sessions).open({ kind: 'staff', id: newUuid(), brandId: shop.id, accountId: null })],
])('nothing is left of %s where BEGIN was refused', async (_, work) => {
  const all = async () => [await platform.rows('SELECT * FROM note.note'), await platform.rows('SELECT * FROM platform.session'), await platform.rows('SELECT * FROM platform.credential')];
  const before = await all();
  refuseBegin();
  await expect(shop.context(work)).rejects.toThrow('division by zero');
  Client.prototype.query = query;
  expect(await all()).toEqual(before);
});

it('what was read without a brand is an error, not an empty answer', async () => {
  refuseBegin();
  await expect(shop.read((ctx) => ctx.sql(notes()))).rejects.toThrow('division by zero');
  await expect(shop.context(async (ctx) => (await ctx.sql(notes())).length)).rejects.toThrow('division by zero');
  Client.prototype.query = query;
  expect(await shop.read((ctx) => ctx.sql(notes()))).toEqual([{ text: 'kept' }]);
});

describe('connections are opened for reading only, whatever their address says', () => {
  const NAMED = 'application_name=till';
  it.each([
    ['', '5s', ''],
    ['?options=-c%20statement_timeout%3D4s', '4s', ''],
    [`?${NAMED}&options=-c+default_transaction_read_only%3Doff+-c+statement_timeout%3D4s`, '4s', 'till'],
    [`?option%73=-c%20statement_timeout%3D3s&${NAMED}&options=-c%20statement_timeout%3D4s`, '4s', 'till'],
  ])('postgres://…%s', async (parameters, timeout, name) => {
    const { appUrl } = platform.database;
    const runtime = createPlatform({ ...platform.runtime.options, appUrl: `${appUrl}${parameters}` });
    const show = async (setting: string): Promise<string> => Object.values((await runtime.app.query<Record<string, string>>(`SHOW ${setting}`)).rows[0] ?? {}).join();
    expect([await show('default_transaction_read_only'), await show('statement_timeout'), await show('application_name')]).toEqual(['on', timeout, name]);
    await runtime.stop();
  });
});
