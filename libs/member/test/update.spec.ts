import { brand } from '@regulars/brand';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../src';

const JOIN = 'mutation Join($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code } } }';
const UPDATE = `mutation Update($id: ID!, $input: MemberUpdateInput!) {
  memberUpdate(id: $id, input: $input) {
    member { id name gender birthDate language phone email tags attributes phoneVerifiedAt }
    userErrors { code path ... on IdentityTakenError { kind } }
  }
}`;

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let ann: string;

const newMember = async (input: object): Promise<string> => (await staff.one(JOIN, { input, key: JSON.stringify(input) })).member.id;
const update = (input: object, id = ann, caller = staff) => caller.one(UPDATE, { id, input });
async function refusal(input: object, id = ann) {
  const before = await shop.digest();
  const { data } = await staff.run(UPDATE, { id, input });
  expect(await shop.digest()).toEqual(before);
  expect(data.memberUpdate.member).toBeNull();
  return data.memberUpdate.userErrors.map(({ code, path, kind }: { code: string; path: string[]; kind?: string }) => [code, path.join('.'), ...(kind ? [kind] : [])]);
}
const changes = async () => (await platform.rows<{ payload: { changed: string[] } }>(
  "SELECT payload FROM platform.event WHERE brand_id = $1 AND name = 'member.updated' ORDER BY xid, id", [shop.id],
)).map(({ payload }) => payload.changed);
const version = async () => (await platform.rows<{ version: number }>('SELECT version FROM member.member WHERE brand_id = $1', [shop.id]))[0]?.version;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member]);
});
afterAll(() => platform?.stop());
beforeEach(async () => {
  shop = await platform.brand();
  staff = shop.everything();
  ann = await newMember({ phone: '0912345678', email: 'ann@example.com', name: 'Ann', attributes: { a: 1 } });
});

describe('memberUpdate', () => {
  it('leaves what is absent, clears what is null, and says which fields changed', async () => {
    const { member: updated } = await update({ name: 'Anna', gender: 'FEMALE', language: 'en-gb', birthDate: '1990-05-01', addTags: ['vip', ' new '], attributes: { b: 2 } });
    expect(updated).toEqual({
      id: ann, name: 'Anna', gender: 'FEMALE', birthDate: '1990-05-01', language: 'en-GB', phone: '+886912345678', email: 'ann@example.com', tags: ['vip', 'new'],
      attributes: { b: 2 }, phoneVerifiedAt: null,
    });
    const cleared = await update({ name: null, gender: null, language: null, email: null, attributes: null, removeTags: ['vip'] });
    expect(cleared.member).toMatchObject({ name: null, gender: 'UNKNOWN', birthDate: '1990-05-01', language: null, phone: '+886912345678', email: null, tags: ['new'], attributes: {} });
    expect(await changes()).toEqual([
      ['name', 'gender', 'birthDate', 'language', 'attributes', 'tags'],
      ['name', 'gender', 'language', 'attributes', 'tags', 'email'],
    ]);
  });

  it('does nothing when nothing changes', async () => {
    await update({ name: 'Ann', phone: '+886912345678', email: 'ANN@example.com', attributes: { a: 1 }, removeTags: ['x'] });
    await update({});
    expect(await changes()).toEqual([]);
    expect(await version()).toBe(1);
  });

  it('puts a new phone, not verified, in the place of the old one, which is free again', async () => {
    await platform.rows("UPDATE member.identity SET verified_at = '2026-01-01' WHERE brand_id = $1", [shop.id]);
    expect((await update({ name: 'Ann' })).member.phoneVerifiedAt).toBe('2026-01-01T00:00:00.000Z');
    expect((await update({ phone: '0922222222' })).member).toMatchObject({ phone: '+886922222222', phoneVerifiedAt: null });
    expect(await newMember({ phone: '0912345678' })).not.toBe(ann);
  });

  it('corrects a birth date once', async () => {
    await update({ birthDate: '1990-05-01' });
    await update({ birthDate: '1991-05-01' });
    expect(await refusal({ birthDate: '1992-05-01', name: 'X' })).toEqual([['INVALID_INPUT', 'input.birthDate']]);
    expect(await refusal({ birthDate: null })).toEqual([['INVALID_INPUT', 'input.birthDate']]);
    expect((await update({ birthDate: '1991-05-01', name: 'Y' })).member).toMatchObject({ birthDate: '1991-05-01', name: 'Y' });
  });

  it('refuses what others have and what cannot be', async () => {
    await newMember({ phone: '0922222222', email: 'bob@example.com' });
    expect(await refusal({ phone: '0922 222 222', email: 'bob@example.com' })).toEqual([['IDENTITY_TAKEN', 'input.phone', 'PHONE'], ['IDENTITY_TAKEN', 'input.email', 'EMAIL']]);
    expect(await refusal({ phone: '1', email: '@', language: '-', birthDate: '2027-01-01', addTags: ['', 'x'], removeTags: ['x'], attributes: 'no' })).toEqual([
      ['INVALID_INPUT', 'input.phone'], ['INVALID_INPUT', 'input.email'], ['INVALID_INPUT', 'input.language'], ['INVALID_INPUT', 'input.attributes'],
      ['INVALID_INPUT', 'input.birthDate'], ['INVALID_INPUT', 'input.addTags.0'], ['INVALID_INPUT', 'input.addTags.0'],
    ]);
    expect(await refusal({ addTags: Array.from({ length: 101 }, (_, i) => `t${i}`) })).toEqual([['INVALID_INPUT', 'input.addTags']]);
  });

  it('knows no foreign, malformed or absent member', async () => {
    const other = await platform.brand();
    const answer = await other.everything().run(UPDATE, { id: ann, input: { name: 'Stolen' } });
    expect(answer.data.memberUpdate.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect(await refusal({ name: 'X' }, 'mbr_0123456789abcdefghjkmnpqrs')).toEqual([['NOT_FOUND', 'id']]);
    expect(await refusal({ name: 'X' }, ann.replace('mbr_', 'ord_'))).toEqual([['NOT_FOUND', 'id']]);
  });

  it('lets the one of two who comes first have a phone, at either gateway', async () => {
    const bob = await newMember({ phone: '0933333333' });
    const gateways = [staff, staff.via(platform.node())];
    const answers = await Promise.all([ann, bob].map((id, index) => gateways[index]!.run(UPDATE, { id, input: { phone: '0944444444' } })));
    const errors = answers.flatMap(({ data }) => data.memberUpdate.userErrors);
    expect(errors).toEqual([{ code: 'IDENTITY_TAKEN', path: ['input', 'phone'], kind: 'PHONE' }]);
  });

  it('loses no tag when many are added at once on two gateways', async () => {
    const gateways = [staff, staff.via(platform.node())] as const;
    await Promise.all(Array.from({ length: 20 }, (_, i) => update({ addTags: [`t${i}`] }, ann, gateways[i % 2])));
    const { member: read } = await staff.ok('query ($id: ID!) { member(by: { id: $id }) { tags } }', { id: ann });
    expect(read.tags.slice().sort()).toEqual(Array.from({ length: 20 }, (_, i) => `t${i}`).sort());
  });

  it('is not for a member who has left', async () => {
    await platform.rows("UPDATE member.member SET status = 'WITHDRAWN' WHERE brand_id = $1", [shop.id]);
    expect(await refusal({ name: 'X' })).toEqual([['INVALID_INPUT', 'id']]);
  });
});
