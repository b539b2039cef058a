import { brand } from '@regulars/brand';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../src';

const JOIN = `mutation Join($input: MemberJoinInput!, $key: String!) {
  memberJoin(input: $input, idempotencyKey: $key) {
    created
    member {
      id number status name gender birthDate language phone email joinedAt tags attributes joinStore { code }
      identities { kind value verifiedAt } consents { purpose channel granted source }
      recruitment { channel link campaign store { code } firstTouch { code } lastTouch { code joins } }
    }
    userErrors { code message path ... on IdentityTakenError { kind } }
  }
}`;
const STORE = 'mutation Store($input: StoreInput!) { storeCreate(input: $input) { store { id code } userErrors { code path } } }';
const LINK = 'mutation Link($input: RecruitLinkInput!) { recruitLinkCreate(input: $input) { link { id code } userErrors { code path } } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let keys = 0;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member]);
});
afterAll(() => platform?.stop());
beforeEach(async () => {
  shop = await platform.brand();
  staff = shop.everything();
});

const join = (input: object, caller = staff, key = `key-${++keys}`) => caller.one(JOIN, { input, key });

/** The errors of a join that must leave no trace. */
async function refusal(input: object) {
  const before = await shop.digest();
  const { data } = await staff.run(JOIN, { input, key: `key-${++keys}` });
  expect(await shop.digest()).toEqual(before);
  expect(data.memberJoin).toMatchObject({ created: false, member: null });
  return data.memberJoin.userErrors.map(({ code, path, kind }: { code: string; path: string[]; kind?: string }) => [code, path.join('.'), ...(kind ? [kind] : [])]);
}
const eventsOf = (name: string) => platform.rows<{ payload: object; member_id: string }>('SELECT payload, member_id FROM platform.event WHERE brand_id = $1 AND name = $2 ORDER BY xid, id', [shop.id, name]);

describe('a new member', () => {
  it('needs a phone and nothing else', async () => {
    const { member: joined, created } = await join({ phone: '0912-345-678' });
    expect(created).toBe(true);
    expect(joined).toEqual({
      id: expect.stringMatching(/^mbr_[0-9a-z]{26}$/), number: expect.stringMatching(/^[1-9]\d{9}$/), status: 'ACTIVE', name: null, gender: 'UNKNOWN',
      birthDate: null, language: null, phone: '+886912345678', email: null, joinedAt: expect.stringMatching(/^2026-01-05T04:00/), tags: [], attributes: {}, joinStore: null,
      identities: [{ kind: 'PHONE', value: '+886912345678', verifiedAt: null }], consents: [], recruitment: null,
    });
    expect((await eventsOf('member.joined')).map(({ payload }) => payload)).toEqual([{ memberId: joined.id, channel: null, storeId: null }]);
  });

  it('brings everything that is known', async () => {
    const { member: joined } = await join({
      phone: '0912345678', email: ' Ann@Example.com ', cardNumber: 'ab 12-34', externalId: { source: 'shop', id: 'C-1' }, name: ' 王 小明 ', gender: 'FEMALE',
      birthDate: '1990-02-28', language: 'zh-tw', attributes: { shoe: 38 },
      consents: [{ purpose: 'MARKETING', channel: 'line', granted: false }, { purpose: 'MARKETING', channel: 'LINE', granted: true }, { purpose: 'PROFILING', channel: 'EMAIL', granted: false }],
    });
    expect(joined).toMatchObject({
      name: '王 小明', gender: 'FEMALE', birthDate: '1990-02-28', language: 'zh-TW', phone: '+886912345678', email: 'Ann@Example.com', attributes: { shoe: 38 },
      identities: [
        { kind: 'PHONE', value: '+886912345678', verifiedAt: null },
        { kind: 'EMAIL', value: 'Ann@Example.com', verifiedAt: null },
        { kind: 'CARD', value: 'ab 12-34', verifiedAt: null },
        { kind: 'EXTERNAL', value: 'shop:C-1', verifiedAt: null },
      ],
      consents: [
        { purpose: 'MARKETING', channel: 'LINE', granted: true, source: 'JOIN' },
        { purpose: 'PROFILING', channel: 'EMAIL', granted: false, source: 'JOIN' },
      ],
    });
  });

  it('leaves no phone, e-mail, card or external id in the database', async () => {
    await join({ phone: '0912345678', email: 'canary@example.com', cardNumber: 'CARDCANARY1', externalId: { source: 'shop', id: 'EXTCANARY1' } });
    const tables = await platform.rows<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('member', 'platform', 'brand')",
    );
    for (const { name } of tables) {
      const [found] = await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${name} AS t WHERE t::text ~* '912345678|canary'`);
      expect([name, found?.n]).toEqual([name, 0]);
    }
  });
});

describe('a second join', () => {
  it('with the phone answers the member, however the phone is written, and changes nothing', async () => {
    const first = await join({ phone: '0912345678', name: 'Ann' });
    const before = await platform.rows('SELECT * FROM member.member, member.identity WHERE member.brand_id = $1', [shop.id]);
    const second = await join({ phone: '＋８８６ ９１２ ３４５ ６７８', name: 'Bob', email: 'bob@example.com' });
    expect(second).toMatchObject({ created: false, member: { id: first.member.id, name: 'Ann', email: null } });
    expect(await platform.rows('SELECT * FROM member.member, member.identity WHERE member.brand_id = $1', [shop.id])).toEqual(before);
    expect(await eventsOf('member.joined')).toHaveLength(1);
    expect(await eventsOf('member.updated')).toHaveLength(0);
  });

  it('replays under the same key and conflicts with other input', async () => {
    const first = await join({ phone: '0912345678' }, staff, 'one');
    expect(await join({ phone: '0912345678' }, staff, 'one')).toEqual(first);
    const { data } = await staff.run(JOIN, { input: { phone: '0912345679' }, key: 'one' });
    expect(data.memberJoin.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
  });

  it('of one phone in a race on two gateways makes one member', async () => {
    const gateways = [staff, staff.via(platform.node())] as const;
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => join({ phone: '0912345678' }, gateways[index % 2])));
    expect(new Set(answers.map((answer) => answer.member.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
    expect(await eventsOf('member.joined')).toHaveLength(1);
  });

  it('makes who had left a member again, without a second welcome', async () => {
    const { member: first } = await join({ phone: '0912345678' });
    await platform.rows("UPDATE member.member SET status = 'WITHDRAWN' WHERE brand_id = $1", [shop.id]);
    expect(await join({ phone: '0912345678' })).toMatchObject({ created: false, member: { id: first.id, status: 'ACTIVE' } });
    expect(await eventsOf('member.joined')).toHaveLength(1);
    expect((await eventsOf('member.rejoined')).map(({ payload }) => payload)).toEqual([{ memberId: first.id }]);
  });

  it('in another brand is another member', async () => {
    const other = await platform.brand();
    const first = await join({ phone: '0912345678' });
    const second = await join({ phone: '0912345678' }, other.everything());
    expect(second).toMatchObject({ created: true });
    expect(second.member.id).not.toBe(first.member.id);
    const indexes = await platform.rows<{ value_index: Buffer }>('SELECT value_index FROM member.identity WHERE brand_id IN ($1, $2)', [shop.id, other.id]);
    expect(new Set(indexes.map(({ value_index }) => value_index.toString('hex'))).size).toBe(2);
  });
});

describe('what is refused', () => {
  it.each([
    [{}, [['INVALID_INPUT', 'input']]],
    [{ name: 'Ann' }, [['INVALID_INPUT', 'input']]],
    [{ phone: '12345' }, [['INVALID_INPUT', 'input.phone']]],
    [{ phone: '' }, [['INVALID_INPUT', 'input.phone']]],
    [{ email: 'ann' }, [['INVALID_INPUT', 'input.email']]],
    [{ externalId: { source: '', id: 'x' } }, [['INVALID_INPUT', 'input.externalId']]],
    [{ cardNumber: ' - ' }, [['INVALID_INPUT', 'input.cardNumber']]],
    [{ phone: '0912345678', birthDate: '1899-12-31' }, [['INVALID_INPUT', 'input.birthDate']]],
    [{ phone: '0912345678', birthDate: '2026-01-06' }, [['INVALID_INPUT', 'input.birthDate']]],
    [{ phone: '0912345678', language: '!' }, [['INVALID_INPUT', 'input.language']]],
    [{ phone: '0912345678', name: 'x'.repeat(201) }, [['INVALID_INPUT', 'input.name']]],
    [{ phone: '0912345678', attributes: [1] }, [['INVALID_INPUT', 'input.attributes']]],
    [{ phone: '0912345678', consents: [{ purpose: 'MARKETING', channel: ' ', granted: true }] }, [['INVALID_INPUT', 'input.consents.0.channel']]],
    [{ phone: '0912345678', storeId: 'str_0123456789abcdefghjkmnpqrs' }, [['NOT_FOUND', 'input.storeId']]],
    [{ phone: '0912345678', storeId: 'mbr_x' }, [['NOT_FOUND', 'input.storeId']]],
    [{ phone: '0912345678', recruitmentLink: 'nowhere' }, [['NOT_FOUND', 'input.recruitmentLink']]],
    [{ phone: 'x', email: 'y', birthDate: '1800-01-01' }, [['INVALID_INPUT', 'input.phone'], ['INVALID_INPUT', 'input.email'], ['INVALID_INPUT', 'input.birthDate']]],
  ])('%j', async (input, errors) => {
    expect(await refusal(input)).toEqual(errors);
  });

  it('is said in the caller\'s language', async () => {
    const { data } = await shop.everything({ language: 'zh-TW' }).run(JOIN, { input: { phone: '1' }, key: 'k' });
    expect(data.memberJoin.userErrors[0].message).toBe('電話號碼格式不正確。');
  });

  it('are identities of somebody else', async () => {
    await join({ phone: '0912345678', email: 'ann@example.com' });
    await join({ phone: '0912345679', cardNumber: 'C2', externalId: { source: 'shop', id: '2' } });
    expect(await refusal({ email: 'ANN@example.com' })).toEqual([['IDENTITY_TAKEN', 'input.email', 'EMAIL']]);
    expect(await refusal({ phone: '0911111111', cardNumber: 'c-2' })).toEqual([['IDENTITY_TAKEN', 'input.cardNumber', 'CARD']]);
    expect(await refusal({ phone: '0912345678', externalId: { source: 'shop', id: '2' } })).toEqual([['IDENTITY_TAKEN', 'input.externalId', 'EXTERNAL']]);
    expect(await refusal({ externalId: { source: 'shop', id: '2' } })).toEqual([['IDENTITY_TAKEN', 'input.externalId', 'EXTERNAL']]);
    expect(await join({ phone: '0912345678', email: 'ann@example.com' })).toMatchObject({ created: false });
  });
});

describe('recruitment', () => {
  it('keeps first and last touch, and what the link says where the caller does not', async () => {
    const { store } = await staff.one(STORE, { input: { code: 'S1', name: 'One' } });
    await staff.one(LINK, { input: { code: 'AA', channel: 'AD', target: 'https://example.com/a' } });
    await staff.one(LINK, { input: { code: 'BB', channel: 'STORE_QR', campaign: 'spring', storeId: store.id, target: 'https://example.com/b' } });
    const { member: joined } = await join({ phone: '0912345678', recruitmentLink: 'AA.BB' });
    expect(joined).toMatchObject({
      joinStore: { code: 'S1' },
      recruitment: { channel: 'STORE_QR', link: 'BB', campaign: 'spring', store: { code: 'S1' }, firstTouch: { code: 'AA' }, lastTouch: { code: 'BB', joins: 1 } },
    });
    const other = await join({ phone: '0912345679', recruitmentLink: 'BB', recruitmentChannel: 'PUSH_LINK', campaign: 'summer' });
    expect(other.member.recruitment).toMatchObject({ channel: 'PUSH_LINK', campaign: 'summer', firstTouch: { code: 'BB' }, lastTouch: { code: 'BB', joins: 2 } });
    expect((await eventsOf('member.joined')).map(({ payload }) => payload)).toMatchObject([{ channel: 'STORE_QR', storeId: store.id }, { channel: 'PUSH_LINK' }]);
  });

  it('is refused through a closed link', async () => {
    const { link } = await staff.one(LINK, { input: { code: 'BB', channel: 'AD', target: 'https://example.com' } });
    await staff.ok('mutation Close($id: ID!) { recruitLinkClose(id: $id) { link { closedAt } userErrors { code } } }', { id: link.id });
    expect(await refusal({ phone: '0912345678', recruitmentLink: 'BB' })).toEqual([['INVALID_INPUT', 'input.recruitmentLink']]);
  });
});
