import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { MemberData } from '@regulars/member/contract';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { JOIN, otherCode, postOffice, Visitor } from '../libs/member/test/support/sign-in';

const GRANT = 'mutation ($id: ID!, $key: String!) { pointsGrant(memberId: $id, points: 100, reason: "old points", idempotencyKey: $key) { userErrors { message } } }';
const CHANGE = 'mutation ($phone: String!, $code: String!) { memberPhoneChange(phone: $phone, code: $code) { userErrors { code } } }';
const EMAIL = 'mutation ($email: String) { memberProfileUpdate(input: { email: $email }) { userErrors { code } } }';
const MINE = '{ me { id phone points { balance pending lifetimeEarned } orders { nodes { id } } timeline { nodes { data } } } }';

const { plugin: post, sent } = postOffice();
let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let visitor: Visitor;
let keys = 0;
const newKey = (): string => `key-${++keys}`;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, post]);
  shop = await platform.brand({ plugins: ['post'] });
  staff = shop.everything();
  visitor = new Visitor(platform, shop, sent);
});
afterAll(() => platform.stop());

let people = 0;
/** A number nobody has used yet. */
const newPhone = (): string => `09${String(20_000_000 + ++people)}`;

/** How people, and those who would be other people, write one number. */
const SPELLINGS: readonly ((phone: string) => string)[] = [
  (phone) => phone,
  (phone) => `+886${phone.slice(1)}`,
  (phone) => `00886${phone.slice(1)}`,
  (phone) => `+886 ${phone}`,
  (phone) => `${phone.slice(0, 4)}-${phone.slice(4, 7)}-${phone.slice(7)}`,
  (phone) => `  ${phone}\u00a0`,
  (phone) => [...phone].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
  (phone) => [...phone].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join(''),
  (phone) => [...phone].map((digit) => String.fromCodePoint(0x06f0 + Number(digit))).join(''),
  (phone) => `(${phone.slice(0, 2)}) ${phone.slice(2)}`,
];

interface Victim { readonly id: string; readonly phone: string; readonly email: string }

/** Somebody with 100 points, made at the till: nobody has proved to hold the phone. */
async function madeAtTheTill(): Promise<Victim> {
  const phone = newPhone();
  const email = `victim${phone}@example.com`;
  const { id } = (await staff.one(JOIN, { input: { phone, email }, key: newKey() })).member;
  await staff.ok(GRANT, { id, key: newKey() });
  return { id, phone, email };
}

/** Somebody with 100 points who signed in once. */
async function signedUp(): Promise<Victim & { caller: TestCaller }> {
  const phone = newPhone();
  const { id, caller } = await visitor.member(phone);
  await staff.ok(GRANT, { id, key: newKey() });
  return { id, phone, email: '', caller };
}

/** The sessions an attack came to, of whoever they are. */
type Attack = (index: number) => Promise<{ readonly victim: Victim; readonly sessions: readonly (string | null)[] }>;

const tryAll = async (phone: string, codes: readonly string[], join: object | undefined = {}) => {
  const sessions: (string | null)[] = [];
  for (const code of codes) sessions.push((await visitor.verify(phone, code, join)).accessToken);
  return sessions;
};
const spelled = (phone: string, index: number): string => (SPELLINGS[index % SPELLINGS.length] as (text: string) => string)(phone);

const ATTACKS: readonly (readonly [name: string, times: number, attack: Attack])[] = [
  ['a code of one\'s own phone for another\'s, however that is written', 10, async (index) => {
    const victim = await madeAtTheTill();
    await visitor.codeFor(victim.phone);
    return { victim, sessions: await tryAll(spelled(victim.phone, index), [await visitor.codeFor(newPhone())]) };
  }],
  ['taking another\'s phone with a code of one\'s own', 10, async (index) => {
    const victim = await madeAtTheTill();
    const { caller, accessToken } = await visitor.member(newPhone());
    const own = await visitor.codeFor(newPhone());
    expect((await caller.run(CHANGE, { phone: spelled(victim.phone, index), code: own })).data.memberPhoneChange.userErrors).toHaveLength(1);
    return { victim, sessions: [accessToken] };
  }],
  ['an account with another\'s e-mail address, in whatever case', 5, async (index) => {
    const victim = await madeAtTheTill();
    const { caller, accessToken } = await visitor.member(newPhone());
    const email = index % 2 ? victim.email.toUpperCase() : ` ${victim.email.replace('v', 'V')} `;
    expect((await caller.run(EMAIL, { email })).data.memberProfileUpdate.userErrors).toEqual([{ code: 'IDENTITY_TAKEN' }]);
    return { victim, sessions: [accessToken] };
  }],
  ['joining at the till with another\'s phone and one\'s own e-mail address, and signing in', 5, async (index) => {
    const victim = await madeAtTheTill();
    const own = newPhone();
    await staff.ok(JOIN, { input: { phone: spelled(victim.phone, index), email: `thief${own}@example.com` }, key: newKey() });
    const { accessToken } = await visitor.member(own);
    return { victim, sessions: [accessToken, ...(await tryAll(victim.phone, [await visitor.codeFor(newPhone())]))] };
  }],
  ['a number its owner gave up, handed out again', 10, async (index) => {
    const victim = await signedUp();
    await shop.advance({ minutes: 1 });
    const [old, early] = [victim.phone, index % 2 ? await visitor.codeFor(victim.phone) : null];
    const phone = newPhone();
    if (index % 4 < 2) await victim.caller.ok(CHANGE, { phone, code: await visitor.codeFor(phone) });
    else await staff.ok('mutation ($id: ID!, $phone: String) { memberUpdate(id: $id, input: { phone: $phone }) { userErrors { code } } }', { id: victim.id, phone });
    return { victim, sessions: await tryAll(spelled(old, index), [early ?? (await visitor.codeFor(old))]) };
  }],
  ['the number of somebody who was erased', 3, async () => {
    const victim = await signedUp();
    const memberId = readId('mbr', victim.id) as string;
    await shop.context(async (ctx) => { for (const owner of ctx.extensions(MemberData)) await owner.erase(ctx, memberId); });
    await shop.advance({ minutes: 1 });
    return { victim, sessions: await tryAll(victim.phone, [await visitor.codeFor(victim.phone)]) };
  }],
  ['a code that was used, or has been tried too often', 5, async (index) => {
    const victim = await madeAtTheTill();
    const code = await visitor.codeFor(victim.phone);
    if (index % 2) await visitor.verify(victim.phone, code); // by the owner
    const wrong = index % 2 ? [] : [1, 2, 3, 4, 5].map((offset) => otherCode(code, offset));
    return { victim, sessions: await tryAll(spelled(victim.phone, index), [...wrong, code]) };
  }],
  ['guessing', 2, async () => {
    const victim = await madeAtTheTill();
    const code = await visitor.codeFor(victim.phone);
    return { victim, sessions: await tryAll(victim.phone, [11, 22, 33, 44, 55, 66].map((offset) => otherCode(code, offset))) };
  }],
];

let scripts = 0;
let taken = 0;

describe('taking over a membership', () => {
  it.each(ATTACKS)('by %s (%i times): nobody sees old points', async (_, times, attack) => {
    for (let index = 0; index < times; index++) {
      const { victim, sessions } = await attack(index);
      for (const session of sessions) {
        const thief = session === null ? null : await visitor.holder(session);
        const mine = thief && (await thief.one(MINE));
        if (mine?.id === victim.id || (mine?.points.lifetimeEarned ?? 0) > 0 || JSON.stringify(mine ?? {}).includes(victim.id)) taken++;
      }
      scripts++;
    }
    expect(taken).toBe(0);
  }, 30_000);

  it('was tried fifty times; whoever holds the phone sees them', async () => {
    expect(scripts).toBe(50);
    const victim = await madeAtTheTill();
    const { caller } = await visitor.member(victim.phone);
    expect(await caller.one(MINE)).toMatchObject({ id: victim.id, points: { balance: 100 } });
  });
});
