import { readId } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { ownMemberData } from '../src/domain/member-data';
import { openDesk } from './support/desk';
import { JOIN, otherCode, REQUEST, VERIFY, Visitor } from './support/sign-in';

const PHONE = '0912-345-678';
const REFRESH = 'mutation ($token: String!) { memberSessionRefresh(refreshToken: $token) { accessToken refreshToken created me { id } userErrors { code path } } }';
const SIGN_OUT = 'mutation ($everywhere: Boolean!) { memberSignOut(everywhere: $everywhere) { accessToken created me { id } userErrors { code } } }';
const ME = '{ me { id status phone } }';
const STAFF_STEP = (name: string) => `mutation ($id: ID!, $key: String!) { ${name}(id: $id, reason: "asked for", idempotencyKey: $key) { userErrors { code } } }`;

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let visitor: Visitor;
let keys = 0;

const sent = openDesk((desk) => ({ platform, shop, staff, visitor } = desk));

const ask = async (phone = PHONE, language?: string, caller = visitor.nobody()) => (await caller.run(REQUEST, { phone, language })).data.memberSignInCodeRequest;
const joinAtShop = async (phone = PHONE) => (await staff.one(JOIN, { input: { phone }, key: `key-${++keys}` })).member.id as string;
const step = (name: string, id: string) => staff.ok(STAFF_STEP(name), { id, key: `key-${++keys}` });
const eventsOf = async (name: string) => (await platform.rows<{ payload: object }>('SELECT payload FROM platform.event WHERE brand_id = $1 AND name = $2 ORDER BY xid, id', [shop.id, name])).map(({ payload }) => payload);
const WRONG = (triesLeft: number) => ({ accessToken: null, refreshToken: null, expiresAt: null, created: false, me: null, userErrors: [{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft }] });
const NO_MEMBER = { accessToken: null, refreshToken: null, expiresAt: null, created: false, me: null, userErrors: [{ code: 'NOT_FOUND', path: ['join'] }] };

describe('memberSignInCodeRequest', () => {
  it('sends six digits for five minutes, in the language asked for, and answers the same whether or not the phone is known', async () => {
    await joinAtShop('0911111111');
    const [known, unknown] = [await ask('0911111111', 'zh-tw'), await ask('0922222222', 'zh-tw')];
    expect(known).toEqual({ resendAfterSeconds: 60, expiresInSeconds: 300, userErrors: [] });
    expect(unknown).toEqual(known);
    await platform.drain();
    expect([...sent].sort((a, b) => (a.to < b.to ? -1 : 1))).toEqual(['+886911111111', '+886922222222'].map((to) => ({
      channel: 'SMS', to, purpose: 'MEMBER_SIGN_IN', code: expect.stringMatching(/^\d{6}$/), language: 'zh-TW', expiresAt: expect.any(Date),
    })));
  });

  it('sends again after 60 seconds, ten times a day, however the phone is written and whichever process is asked', async () => {
    const other = visitor.nobody(platform.node());
    const answers = await Promise.all(['0912345678', '+886 912 345 678', '８８６９１２３４５６７８'.replace(/^/, '＋'), '٠٩١٢٣٤٥٦٧٨', '0912-345-678', '00886912345678'].map((phone, index) => ask(phone, undefined, index % 2 ? other : undefined)));
    const [good, bad] = [answers.filter(({ userErrors }) => userErrors.length === 0), answers.filter(({ userErrors }) => userErrors.length > 0)];
    expect([good.length, bad.length]).toEqual([1, 5]);
    for (const { resendAfterSeconds, userErrors } of bad) {
      expect(userErrors).toEqual([{ code: 'RATE_LIMITED', path: ['phone'], retryAfterSeconds: resendAfterSeconds }]);
      expect(resendAfterSeconds).toBeGreaterThan(30);
      expect(resendAfterSeconds).toBeLessThanOrEqual(60);
    }
    for (let round = 2; round <= 10; round++) {
      await shop.advance({ minutes: 1 });
      expect((await ask(PHONE, undefined, round % 2 ? other : undefined)).userErrors).toEqual([]);
    }
    await shop.advance({ minutes: 1 });
    const [{ retryAfterSeconds }] = (await ask()).userErrors;
    expect(retryAfterSeconds).toBeGreaterThan(23 * 3600);
    expect((await ask('0912345679')).userErrors).toEqual([]);
    await platform.drain();
    expect(sent.filter(({ to }) => to === '+886912345678')).toHaveLength(10);
    await shop.advanceTo(new Date((await shop.now()).getTime() + retryAfterSeconds * 1_000));
    expect((await ask()).userErrors).toEqual([]);
  });

  it('sends so many in an hour for a key, and for the brand, whatever the phones and whichever process is asked', async () => {
    await staff.ok('mutation { pluginConfigure(id: "member", settings: { codesPerHour: 5, codesPerHourAndKey: 3 }) { userErrors { code } } }');
    const page = (name: string, node = platform.runtime) => shop.as({ audience: 'member', kind: 'anonymous', name }).via(node);
    const other = platform.node();
    const phones = (from: number) => Array.from({ length: 8 }, (_, index) => `09120001${from + index}`);
    const flood = (name: string, from: number) => Promise.all(phones(from).map((phone, index) => ask(phone, undefined, page(name, index % 2 ? other : undefined))));
    const [one, two] = [await flood('one', 10), await flood('two', 20)];
    const refused = [one, two].map((answers) => answers.filter(({ userErrors }) => userErrors.length > 0));
    expect(refused.map(({ length }) => length)).toEqual([5, 6]);
    for (const { resendAfterSeconds, userErrors } of refused.flat()) {
      expect(userErrors).toEqual([{ code: 'RATE_LIMITED', path: null, retryAfterSeconds: resendAfterSeconds }]);
      expect(resendAfterSeconds).toBeGreaterThan(3_000);
    }
    await platform.drain();
    expect(sent.filter(({ to }) => to.startsWith('+8869120001'))).toHaveLength(5);
    expect(await platform.rows('SELECT 1 FROM member.sign_in_challenge WHERE brand_id = $1', [shop.id])).toHaveLength(5);
    await shop.advance({ hours: 1, minutes: 1 });
    expect((await ask(PHONE, undefined, page('one'))).userErrors).toEqual([]);
  });

  it('refuses what is no phone and no language, and writes nothing', async () => {
    const before = await shop.digest();
    expect((await ask('12')).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['phone'] }]);
    expect((await ask(PHONE, '!')).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['language'] }]);
    expect(await shop.digest()).toEqual(before);
  });

  it('leaves neither phone nor code in the database', async () => {
    await ask();
    const tables = await platform.rows<{ name: string }>("SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('member', 'platform')");
    const rows = (await Promise.all(tables.map(({ name }) => platform.rows<{ text: string }>(`SELECT t::text AS text FROM ${name} AS t`)))).flat().map(({ text }) => text);
    await platform.drain();
    const { code = '', to = '' } = sent[0] ?? {};
    expect(code).toMatch(/^\d{6}$/);
    expect(rows.filter((text) => text.includes(to.slice(4)))).toEqual([]);
    expect(rows.filter((text) => new RegExp(`(^|[^0-9a-f])${code}([^0-9a-f]|$)`).test(text))).toEqual([]);
  });
});

describe('memberSignInCodeVerify', () => {
  it('joins whose phone nobody knows, once `join` is given; the code holds until then', async () => {
    const code = await visitor.codeFor(PHONE);
    const before = await shop.digest();
    expect(await visitor.verify(PHONE, code)).toEqual(NO_MEMBER);
    expect(await visitor.verify(PHONE, code, { birthDate: '1800-01-01' })).toEqual({ ...NO_MEMBER, userErrors: [{ code: 'INVALID_INPUT', path: ['join', 'birthDate'] }] });
    expect(await visitor.verify(PHONE, code, { recruitmentLink: 'nowhere' })).toEqual({ ...NO_MEMBER, userErrors: [{ code: 'NOT_FOUND', path: ['join', 'recruitmentLink'] }] });
    expect(await shop.digest()).toEqual(before);
    await staff.ok('mutation { recruitLinkCreate(input: { code: "QR", channel: "STORE_QR", target: "https://example.com" }) { userErrors { code } } }');
    const joined = await visitor.verify(PHONE, code, { name: '王小明', language: 'zh-TW', recruitmentLink: 'QR', consents: [{ purpose: 'MARKETING', channel: 'line', granted: true }] });
    expect(joined).toEqual({
      accessToken: expect.any(String), refreshToken: expect.any(String), expiresAt: expect.any(String), created: true, userErrors: [],
      me: {
        id: expect.stringMatching(/^mbr_/), number: expect.any(String), status: 'ACTIVE', name: '王小明', phone: '+886912345678', phoneVerifiedAt: expect.any(String), language: 'zh-TW',
        consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: true, source: 'JOIN' }],
      },
    });
    expect(await eventsOf('identity.verified')).toEqual([{ memberId: joined.me.id, kind: 'PHONE' }]);
    expect(await eventsOf('member.joined')).toMatchObject([{ memberId: joined.me.id, channel: 'STORE_QR' }]);
    expect(await (await visitor.holder(joined.accessToken, platform.node()))?.ok(ME)).toEqual({ me: { id: joined.me.id, status: 'ACTIVE', phone: '+886912345678' } });
  });

  it('gives a member made at the shop to whoever holds the phone: nothing is granted again, what was not known is heard', async () => {
    const id = await joinAtShop();
    const answer = await visitor.signIn('+886912345678', { name: 'Ann', consents: [{ purpose: 'MARKETING', channel: 'SMS', granted: true }] });
    expect(answer).toMatchObject({ created: false, me: { id, name: 'Ann', phoneVerifiedAt: expect.any(String), consents: [{ channel: 'SMS', granted: true, source: 'MEMBER' }] }, userErrors: [] });
    await shop.advance({ minutes: 1 });
    expect(await visitor.signIn(PHONE, { name: 'Bob', consents: [{ purpose: 'MARKETING', channel: 'SMS', granted: false }] })).toMatchObject({ created: false, me: { id, name: 'Ann', consents: [{ granted: true }] } });
    expect(await eventsOf('member.joined')).toHaveLength(1);
    expect(await eventsOf('identity.verified')).toEqual([{ memberId: id, kind: 'PHONE' }]);
  });

  it('uses a code once, also when it comes twice at the same time', async () => {
    await joinAtShop();
    const code = await visitor.codeFor(PHONE);
    const other = visitor.nobody(platform.node());
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => visitor.verify(PHONE, code, undefined, index % 2 ? other : undefined)));
    expect(answers.filter(({ accessToken }) => accessToken !== null)).toHaveLength(1);
    expect(await visitor.verify(PHONE, code)).toEqual(WRONG(0));
    expect(await platform.rows('SELECT 1 FROM platform.session WHERE brand_id = $1', [shop.id])).toHaveLength(1);
  });

  it('evaluates five tries, and takes no code after them', async () => {
    await joinAtShop();
    const code = await visitor.codeFor(PHONE);
    for (const triesLeft of [4, 3, 2, 1, 0]) expect(await visitor.verify(PHONE, otherCode(code, triesLeft + 1))).toEqual(WRONG(triesLeft));
    expect(await visitor.verify(PHONE, code)).toEqual(WRONG(0));
    await shop.advance({ minutes: 1 });
    expect(await visitor.signIn(PHONE)).toMatchObject({ userErrors: [] });
  });

  it('takes the latest code, for five minutes, of the phone it was sent to, in the brand it was sent for', async () => {
    await Promise.all([joinAtShop(), joinAtShop('0911111111')]);
    const first = await visitor.codeFor(PHONE);
    await shop.advance({ minutes: 1 });
    const second = await visitor.codeFor(PHONE);
    const neighbour = await platform.brand({ plugins: ['post'] });
    expect(await new Visitor(platform, neighbour, sent).verify(PHONE, second, {})).toEqual(WRONG(0));
    expect(await visitor.verify('0911111111', second)).toEqual(WRONG(0));
    if (first !== second) expect(await visitor.verify(PHONE, first)).toEqual(WRONG(4));
    await shop.advance({ minutes: 5 });
    expect(await visitor.verify(PHONE, second)).toEqual(WRONG(0));
  });

  it('reads a code as people type it', async () => {
    await joinAtShop();
    const code = await visitor.codeFor(PHONE);
    const fullWidth = ` ${code.slice(0, 3)}-${[...code.slice(3)].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')}`;
    expect(await visitor.verify('+886 (0)912 345 678'.replace('(0)', ''), fullWidth)).toMatchObject({ userErrors: [] });
  });
});

describe('a membership and its sessions', () => {
  it('frozen, may sign in and read', async () => {
    const id = await joinAtShop();
    await step('memberFreeze', id);
    expect(await visitor.signIn(PHONE)).toMatchObject({ me: { id, status: 'FROZEN' }, userErrors: [] });
  });

  it('withdrawn, is taken up again with `join`: as it was, without a second welcome', async () => {
    const { id, caller, accessToken } = await visitor.member(PHONE, { name: 'Ann' });
    expect(await caller.one('mutation { memberWithdraw(idempotencyKey: "leave") { member { status } userErrors { code } } }')).toEqual({ member: { status: 'WITHDRAWN' }, userErrors: [] });
    expect(await visitor.holder(accessToken)).toBeNull();
    expect(await visitor.holder(accessToken, platform.node())).toBeNull();
    await shop.advance({ minutes: 1 });
    const code = await visitor.codeFor(PHONE);
    expect(await visitor.verify(PHONE, code)).toEqual(NO_MEMBER);
    expect(await visitor.verify(PHONE, code, { name: 'Bob' })).toMatchObject({ created: false, me: { id, status: 'ACTIVE', name: 'Ann' } });
    expect([await eventsOf('member.joined'), await eventsOf('member.withdrawn'), await eventsOf('member.rejoined')].map(({ length }) => length)).toEqual([1, 1, 1]);
  });

  it('frozen, withdrawn and taken up again by the member, is frozen still; staff take it up as active', async () => {
    const { id, caller } = await visitor.member(PHONE);
    await step('memberFreeze', id);
    await caller.ok('mutation { memberWithdraw(idempotencyKey: "leave") { userErrors { code } } }');
    await shop.advance({ minutes: 1 });
    expect(await visitor.signIn(PHONE, {})).toMatchObject({ me: { id, status: 'FROZEN' } });
    await step('memberWithdraw', id);
    expect(await staff.one(JOIN, { input: { phone: PHONE }, key: 'back' })).toMatchObject({ created: false, member: { id, status: 'ACTIVE' } });
  });

  it('merged into another, is the other\'s: sessions from before end, the phone signs in to the survivor', async () => {
    const { accessToken, id: loserId } = await visitor.member(PHONE);
    const { id: survivorId } = await visitor.member('0911111111');
    const [survivor, loser] = [readId('mbr', survivorId) as string, readId('mbr', loserId) as string];
    await shop.context((ctx) => ownMemberData.merge(ctx, { survivorId: survivor, loserId: loser }));
    await platform.rows(`UPDATE member.member SET status = 'MERGED' WHERE id = $1`, [loser]);
    expect(await visitor.holder(accessToken, platform.node())).toBeNull();
    await shop.advance({ minutes: 1 });
    expect(await visitor.signIn(PHONE)).toMatchObject({ created: false, me: { id: survivorId } });
  });

  it.each([['memberWithdraw by staff', (id: string) => step('memberWithdraw', id)], ['erasure', (id: string) => platform.rows(`UPDATE member.member SET status = 'ERASED' WHERE brand_id = $1 AND $2 <> ''`, [shop.id, id])]])(
    'ends with %s, in every process and for refresh tokens too', async (_, end) => {
      const { id, accessToken, refreshToken } = await visitor.member(PHONE);
      await end(id);
      expect(await visitor.holder(accessToken, platform.node())).toBeNull();
      const { memberSessionRefresh } = (await visitor.nobody().run(REFRESH, { token: refreshToken })).data;
      expect(memberSessionRefresh.me).toBeNull();
      if (memberSessionRefresh.accessToken) expect(await visitor.holder(memberSessionRefresh.accessToken)).toBeNull();
    },
  );

  it('goes on by refreshing, once with each token; whoever shows one again ends the session', async () => {
    const { id, refreshToken } = await visitor.member(PHONE);
    const next = (await visitor.nobody().run(REFRESH, { token: refreshToken })).data.memberSessionRefresh;
    expect(next).toMatchObject({ created: false, me: { id }, userErrors: [] });
    await platform.rows('UPDATE platform.refresh_token SET replaced_at = replaced_at - make_interval(mins => 10) WHERE replaced_at IS NOT NULL');
    const again = (await visitor.nobody().run(REFRESH, { token: refreshToken })).data.memberSessionRefresh;
    expect(again).toEqual({ accessToken: null, refreshToken: null, created: false, me: null, userErrors: [{ code: 'INVALID_INPUT', path: ['refreshToken'] }] });
    expect(await visitor.holder(next.accessToken, platform.node())).toBeNull();
  });

  it('ends here, or everywhere', async () => {
    const first = await visitor.member(PHONE);
    await shop.advance({ minutes: 1 });
    const second = await visitor.member(PHONE);
    await shop.advance({ minutes: 1 });
    const third = await visitor.member(PHONE);
    const held = async () => (await Promise.all([first, second, third].map(({ accessToken }) => visitor.holder(accessToken, platform.node())))).map((caller) => caller !== null);
    expect(await first.caller.one(SIGN_OUT, { everywhere: false })).toEqual({ accessToken: null, created: false, me: null, userErrors: [] });
    expect(await held()).toEqual([false, true, true]);
    await second.caller.ok(SIGN_OUT, { everywhere: true });
    expect(await held()).toEqual([false, false, false]);
  });

  it('is nobody\'s but who signed in', async () => {
    const { errors } = await visitor.nobody().run(ME);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await visitor.nobody().run(VERIFY, { phone: 'x', code: '1' })).data.memberSignInCodeVerify.userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['phone'] }]);
  });
});
