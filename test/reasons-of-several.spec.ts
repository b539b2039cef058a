import { newUuid, readId } from '@regulars/plugin-sdk';
import type { TestPlatform } from '@regulars/testing';
import { join, shopOfFile, type WholeShop } from './support/shop';

const REASON = 'One person, Ann Chen: she rang from 0912345678';

let platform: TestPlatform;
let whole: WholeShop;
shopOfFile((opened) => ({ platform, whole } = opened));

const MERGE = 'mutation ($survivor: ID!, $loser: ID!, $reason: String!, $key: String!) { memberMerge(survivorId: $survivor, loserId: $loser, reason: $reason, idempotencyKey: $key) { operationId userErrors { message } } }';
const UNMERGE = 'mutation ($id: ID!, $reason: String!, $key: String!) { memberUnmerge(operationId: $id, reason: $reason, idempotencyKey: $key) { userErrors { message } } }';
const ERASE = 'mutation ($id: ID!, $key: String!) { memberErase(id: $id, idempotencyKey: $key) { userErrors { message } } }';
const FREEZE = 'mutation ($id: ID!, $reason: String!, $key: String!) { memberFreeze(id: $id, reason: $reason, idempotencyKey: $key) { userErrors { message } } }';

const erase = (id: string): Promise<unknown> => whole.staff.ok(ERASE, { id, key: newUuid() });

/** What staff are shown of why a member was dealt with, by operation. */
async function reasonsAbout(id: string): Promise<Record<string, string | null>> {
  const { nodes } = await whole.staff.one('query ($id: ID!) { auditEntries(first: 20, where: { targetId: { eq: $id } }) { nodes { operation reason } } }', { id });
  return Object.fromEntries(nodes.filter(({ operation }: { operation: string }) => operation !== 'memberJoin' && operation !== 'memberErase').map(({ operation, reason }: { operation: string; reason: string | null }) => [operation, reason]));
}

/** Two who were merged and parted again, with a reason for each. */
async function partedPair(): Promise<{ survivor: string; loser: string }> {
  const [survivor, loser] = [await join(whole.staff, newUuid()), await join(whole.staff, newUuid())];
  const { operationId } = await whole.staff.one(MERGE, { survivor, loser, reason: REASON, key: newUuid() });
  await whole.staff.ok(UNMERGE, { id: operationId, reason: REASON, key: newUuid() });
  return { survivor, loser };
}

describe('a reason about two members', () => {
  const [said, gone] = [{ memberMerge: REASON, memberUnmerge: REASON }, { memberMerge: null, memberUnmerge: null }];

  it.each(['survivor', 'loser'] as const)('is read by who may, and goes with the %s', async (who) => {
    const pair = await partedPair();
    const other = pair[who === 'survivor' ? 'loser' : 'survivor'];
    expect([await reasonsAbout(pair.survivor), await reasonsAbout(pair.loser)]).toEqual([said, said]);
    await erase(pair[who]);
    expect([await reasonsAbout(pair.survivor), await reasonsAbout(pair.loser)]).toEqual([gone, gone]);
    // Whoever stays has everything else, and the other erasure still works.
    expect(await platform.rows('SELECT wrapped IS NOT NULL AS has FROM platform.member_key WHERE member_id = $1', [readId('mbr', other)])).toEqual([{ has: true }]);
    await erase(other);
  });
});

it('a reason is not kept, nor lost, by a member whose id was written where no id belongs', async () => {
  const [frozen, named] = [await join(whole.staff, newUuid()), await join(whole.staff, newUuid())];
  await whole.staff.ok(FREEZE, { id: frozen, reason: named, key: named });
  await erase(named);
  expect(await reasonsAbout(frozen)).toEqual({ memberFreeze: named });
  await erase(frozen);
  expect(await reasonsAbout(frozen)).toEqual({ memberFreeze: null });
});
