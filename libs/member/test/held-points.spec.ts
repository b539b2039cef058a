import { readId } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { memberImport } from '../src/domain/import-members';
import { hoursHeldOf, openDesk } from './support/desk';
import { JOIN, type Visitor } from './support/sign-in';

const MERGE = `mutation ($survivor: ID!, $loser: ID!) { memberMerge(survivorId: $survivor, loserId: $loser, reason: "one person", idempotencyKey: "merge") {
  operationId userErrors { code message } } }`;
const UNMERGE = 'mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two people", idempotencyKey: "unmerge") { member { id } userErrors { code message } } }';
const UPDATE = 'mutation ($id: ID!, $phone: String) { memberUpdate(id: $id, input: { phone: $phone }) { userErrors { code } } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let visitor: Visitor;
/** Known by what nobody signs in by. */
let rich: string;

openDesk((desk) => ({ platform, shop, staff, visitor } = desk));
beforeEach(async () => {
  rich = await join({ externalId: { source: 'pos', id: 'rich' } });
});

const join = async (input: object): Promise<string> => (await staff.one(JOIN, { input, key: JSON.stringify(input) })).member.id;
const merge = async (survivor: string, loser: string): Promise<string> => (await staff.one(MERGE, { survivor, loser })).operationId;
const load = (cells: Record<string, string>) => shop.context((ctx) => memberImport.apply(ctx, [{ rows: [cells], firstRow: 2 }], { onExisting: 'UPDATE', source: 'pos', dateFormat: null, dryRun: false }));

const hoursHeld = (id: string): Promise<number> => hoursHeldOf({ platform, shop }, id);

describe('points are held for 24 hours', () => {
  it('when a member whose phone one holds is merged into another, and after that is undone, which ends the sessions in between', async () => {
    const { id: thief } = await visitor.member('0912345678');
    const operation = await merge(rich, thief);
    expect(await hoursHeld(rich)).toBe(24);
    await shop.advance({ minutes: 1 });
    const { accessToken, me } = await visitor.signIn('0912345678');
    expect(me.id).toBe(rich);
    expect((await staff.one(UNMERGE, { id: operation })).member.id).toBe(rich);
    expect(await hoursHeld(rich)).toBe(24);
    expect(await visitor.holder(accessToken, platform.node())).toBeNull();
    expect(await hoursHeld(thief)).toBe(0);
  });

  it('when another is merged into the member whose phone one holds', async () => {
    const { id: thief } = await visitor.member('0912345678');
    await merge(thief, rich);
    expect(await hoursHeld(thief)).toBe(24);
  });

  it('when a member known by what the brand\'s provider or LINE proved is merged into another', async () => {
    const other = await join({ cardNumber: 'C-1' });
    await platform.rows("UPDATE member.identity SET kind = 'LINE' WHERE member_id = $1", [readId('mbr', other)]);
    await merge(rich, other);
    expect(await hoursHeld(rich)).toBe(24);
    const [third, proved] = [await join({ cardNumber: 'C-2' }), await join({ externalId: { source: 'pos', id: 'x' } })];
    await platform.rows('UPDATE member.identity SET verified_at = now() WHERE member_id = $1', [readId('mbr', proved)]);
    await staff.ok(MERGE.replace('"merge"', '"merge-2"'), { survivor: third, loser: proved });
    expect(await hoursHeld(third)).toBe(24);
  });

  it.each([['a first', null], ['another', '0911111111']])('when a file gives a known member %s phone', async (_, phone) => {
    if (phone !== null) await load({ externalId: 'rich', phone });
    await shop.advance({ hours: 48 });
    expect(await hoursHeld(rich)).toBeLessThanOrEqual(0);
    expect(await load({ externalId: 'rich', phone: '0912345678' })).toEqual([{ result: 'UPDATED' }]);
    expect(await hoursHeld(rich)).toBe(24);
    await shop.advance({ hours: 30 });
    // The same again, and whatever is no phone, is no news.
    await load({ externalId: 'rich', phone: '0912345678', email: 'rich@example.com', name: 'Rich' });
    expect(await hoursHeld(rich)).toBe(-6);
  });

  it('when staff give a member a first phone', async () => {
    await staff.ok(UPDATE, { id: rich, phone: '0912345678' });
    expect(await hoursHeld(rich)).toBe(24);
  });
});

describe('points are not held', () => {
  it('of a new member from a file, whatever the file says', async () => {
    expect(await load({ externalId: 'new', phone: '0912345678' })).toEqual([{ result: 'CREATED' }]);
    expect(await platform.rows('SELECT 1 FROM member.member WHERE brand_id = $1 AND spendable_from IS NOT NULL', [shop.id])).toEqual([]);
  });

  it('when two are merged as whom nobody can sign in', async () => {
    await merge(rich, await join({ cardNumber: 'C-1', email: 'a@example.com' }));
    expect(await hoursHeld(rich)).toBe(0);
  });
});
