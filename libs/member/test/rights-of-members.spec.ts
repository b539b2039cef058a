import { brand } from '@regulars/brand';
import { definePlugin, extend, newUuid, readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../src';
import { ErasureBlocks, reErase } from '../src/contract';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let made = 0;
/** Public uuids of members of whom something is open. */
const busy = new Set<string>();

const till = definePlugin({
  id: 'till-holds', version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' },
  extensions: [extend(ErasureBlocks, { module: 'till-holds', blockedBy: async (_ctx, id) => (busy.has(id) ? 'OPEN_HOLD' : null) })],
});

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, till]);
  shop = await platform.brand();
  staff = shop.everything();
}, 60_000);
afterAll(() => platform.stop());

const uuid = (id: string): string => readId('mbr', id) as string;
const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';

async function join(input: object = {}): Promise<string> {
  const phone = `09${String(20_000_000 + ++made).padStart(8, '0')}`;
  return (await staff.one(JOIN, { input: { phone, ...input }, key: newUuid() })).member.id;
}

const ERASE = 'mutation ($id: ID!, $key: String!) { memberErase(id: $id, reason: "asked", idempotencyKey: $key) { member { id status } userErrors { code path ... on MemberErasureBlockedError { reasons } } } }';
const erase = async (id: string, key = newUuid()): Promise<Data> => (await staff.run(ERASE, { id, key })).data.memberErase;

/** Tables in which a text stands, of the whole installation. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await platform.rows<{ name: string }>("SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1");
  const found = await Promise.all(tables.map(async ({ name }) => ((await platform.rows(`SELECT 1 FROM ${name} t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`, [text])).length > 0 ? [name] : [])));
  return found.flat();
}

describe('an erasure', () => {
  it('leaves nothing that tells who the member was, merged members included', async () => {
    const [a, b] = [await join({ name: 'Canary Ann', birthDate: '1988-08-08', email: 'canary.ann@example.com', attributes: { shoe: 'canary-shoe' } }), await join({ name: 'Canary Bob' })];
    await staff.ok('mutation ($a: ID!, $b: ID!) { memberUpdate(id: $a, input: { addTags: ["canary-tag"] }) { userErrors { message } } memberMerge(survivorId: $a, loserId: $b, reason: "canary-reason", idempotencyKey: "canary-merge") { userErrors { message } } }', { a, b });
    const numbers = await platform.rows<{ number: string }>('SELECT number FROM member.member WHERE id = ANY($1)', [[uuid(a), uuid(b)]]);
    expect(await tablesWith('Canary Ann')).not.toEqual([]);
    expect(await erase(b)).toEqual({ member: { id: a, status: 'ERASED' }, userErrors: [] });
    for (const canary of ['Canary', 'canary ann', '1988-08-08', 'canary-shoe', 'canary-tag', ...numbers.map(({ number }) => number)]) expect([canary, await tablesWith(canary)]).toEqual([canary, []]);
    expect(await platform.rows('SELECT 1 FROM member.identity WHERE member_id = ANY($1)', [[uuid(a), uuid(b)]])).toEqual([]);
    expect((await staff.ok('query ($id: ID!) { member(by: { id: $id }) { name phone email number status identities { kind } tags attributes } }', { id: a })).member).toMatchObject({ name: null, phone: null, email: null, status: 'ERASED', identities: [], tags: [], attributes: {} });
    expect((await erase(a)).userErrors).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['id'] }]);
    // What was merged cannot be parted again: what that took is gone.
    const [operation] = await platform.rows<{ journal: object }>('SELECT journal FROM member.merge_operation WHERE survivor_id = $1', [uuid(a)]);
    expect(operation?.journal).toEqual({});
  });

  it('keeps of the phone what tells that somebody comes back by it, and not who it was', async () => {
    const phone = '0912345678';
    const id = await join({ phone, email: 'came@example.com' });
    const [known] = await platform.rows<{ index: string }>("SELECT encode(value_index, 'hex') AS index FROM member.identity WHERE member_id = $1 AND kind = 'PHONE'", [uuid(id)]);
    await erase(id);
    expect(await tablesWith(known?.index ?? 'none')).toEqual([]);
    const again = await join({ phone, email: 'came@example.com' });
    expect(await platform.rows('SELECT member_id FROM member.returned_member')).toEqual([{ member_id: uuid(again) }]);
    await erase(again);
    expect(await platform.rows('SELECT member_id FROM member.returned_member')).toEqual([]);
  });

  it('frees what the member was known by for somebody new', async () => {
    const id = await join({ phone: '0955000111' });
    await erase(id);
    expect(await join({ phone: '0955000111' })).not.toBe(id);
  });

  it('done again of whom a backup has as merged leaves nothing of theirs with the survivor', async () => {
    const survivor = await join({ phone: '0955000221' });
    const gone = await join({ phone: '0955000222', email: 'gone@example.com', name: 'Canary Gone', attributes: { shoe: 'gone-shoe' } });
    await staff.ok('mutation ($survivor: ID!, $gone: ID!) { memberMerge(survivorId: $survivor, loserId: $gone, reason: "one", idempotencyKey: "again-merge") { userErrors { message } } }', { survivor, gone });
    await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { addTags: ["own"] }) { userErrors { message } } }', { id: survivor });
    const bystander = await join({ phone: '0955000223', name: 'Bystander' });
    // After the backup the merge was undone, and then the one who was parted from it erased.
    expect(await shop.context((ctx) => reErase(ctx, [uuid(gone)]))).toBe(1);
    const left = 'query ($id: ID!) { member(by: { id: $id }) { status name phone email tags attributes identities { value } } }';
    expect(await staff.one(left, { id: survivor })).toEqual({ status: 'ACTIVE', name: null, phone: '+886955000221', email: null, tags: ['own'], attributes: {}, identities: [{ value: '+886955000221' }] });
    expect(await tablesWith('Canary Gone')).toEqual([]);
    // By what it was known by nobody is found, and somebody new may have it.
    const found = await staff.ok('{ phone: member(by: { phone: "0955000222" }) { id } email: member(by: { email: "gone@example.com" }) { id } }');
    expect(found).toMatchObject({ phone: null, email: null });
    expect([survivor, gone]).not.toContain(await join({ phone: '0955000222' }));
    expect((await staff.one(left, { id: bystander })).phone).toBe('+886955000223');
    expect(await platform.rows('SELECT status FROM member.member WHERE id = ANY($1) ORDER BY status', [[uuid(survivor), uuid(gone)]])).toEqual([{ status: 'ACTIVE' }, { status: 'ERASED' }]);
    // Once more changes nothing.
    expect(await shop.context((ctx) => reErase(ctx, [uuid(gone)]))).toBe(0);
  });

  it('is refused, and does nothing, while something is open', async () => {
    const id = await join();
    busy.add(uuid(id));
    const before = await shop.digest();
    expect(await erase(id)).toEqual({ member: null, userErrors: [{ code: 'MEMBER_ERASURE_BLOCKED', path: ['id'], reasons: ['OPEN_HOLD'] }] });
    expect(await shop.digest()).toEqual(before);
    busy.clear();
    expect((await erase(id)).userErrors).toEqual([]);
  });

  it('happens once for one key, and of nobody not at all', async () => {
    const id = await join();
    const first = await erase(id, 'erase-once');
    expect(await erase(id, 'erase-once')).toEqual(first);
    expect((await erase('mbr_nobody')).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
  });
});

describe('an export', () => {
  it('is a file of everything about a member, for a day', async () => {
    const id = await join({ name: 'Exported', email: 'exported@example.com' });
    const { job } = await staff.one('mutation ($id: ID!) { memberExport(id: $id) { job { id status kind } userErrors { message } } }', { id });
    expect(job).toMatchObject({ status: 'QUEUED', kind: 'MEMBER_EXPORT' });
    await platform.drain();
    const done = await staff.one('query ($id: ID!) { job(id: $id) { status resultUrl } }', { id: job.id });
    expect(done).toMatchObject({ status: 'SUCCEEDED', resultUrl: expect.stringMatching(/^\/files\/fil_/) });
    const fileId = readId('fil', done.resultUrl.slice('/files/'.length));
    const [file] = await platform.rows<{ hours: number; permission: string; text: string }>(
      `SELECT round(extract(epoch FROM expires_at - created_at) / 3600)::int AS hours, permission, convert_from((SELECT string_agg(bytes, '' ORDER BY number) FROM platform.file_chunk WHERE file_id = f.id), 'UTF8') AS text FROM platform.file f WHERE id = $1`, [fileId]);
    expect([file?.hours, file?.permission]).toEqual([24, 'member:export']);
    const document = JSON.parse(file?.text ?? '');
    expect(document.member).toMatchObject({ id, name: 'Exported', identities: [{ kind: 'PHONE' }, { kind: 'EMAIL', value: 'exported@example.com' }], events: [{ type: 'member.joined' }] });
    await erase(id);
    expect(await platform.rows('SELECT 1 FROM platform.file WHERE id = $1', [fileId])).toEqual([]);
  });
});

describe('suggestions to merge', () => {
  const LIST = '{ memberMergeSuggestions(first: 50) { nodes { id score reasons members { id } } } }';
  const listed = async (): Promise<Data[]> => (await staff.one(LIST)).nodes;
  const compare = (): Promise<void> => shop.advance({ minutes: 10 });

  it('name who looks like one person, until somebody decides', async () => {
    const a = await join({ name: '王 小明', birthDate: '1991-02-03', email: 'hsiao.ming@example.com' });
    const b = await join({ name: '王小明', birthDate: '1991-02-03', email: 'hsiaoming+shop@example.com' });
    const c = await join({ name: '王小明', birthDate: '1991-02-04' });
    await compare();
    const [found, ...others] = (await listed()).filter(({ members }) => members.some((one: Data) => [a, b, c].includes(one.id)));
    expect([found, others]).toMatchObject([{ score: 95, reasons: ['NAME_AND_BIRTH_DATE', 'SIMILAR_EMAIL'] }, []]);
    expect(new Set(found.members.map((one: Data) => one.id))).toEqual(new Set([a, b]));
    const DISMISS = 'mutation ($id: ID!, $reason: String!) { memberMergeSuggestionDismiss(id: $id, reason: $reason) { member { id } userErrors { code path } } }';
    expect((await staff.run(DISMISS, { id: found.id, reason: ' ' })).data.memberMergeSuggestionDismiss.userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['reason'] }]);
    await staff.ok(DISMISS, { id: found.id, reason: 'twins' });
    expect((await staff.run(DISMISS, { id: found.id, reason: 'again' })).data.memberMergeSuggestionDismiss.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
    // However often they change: they are two.
    await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { name: "王·小明" }) { userErrors { message } } }', { id: a });
    await compare();
    expect((await listed()).map(({ id }) => id)).not.toContain(found.id);
  });

  it('go when they no longer hold, or one of the two is gone', async () => {
    const [a, b, c] = [await join({ name: 'Same', birthDate: '1970-01-01' }), await join({ name: 'same', birthDate: '1970-01-01' }), await join({ name: 'SAME', birthDate: '1970-01-01' })];
    await compare();
    const about = async (): Promise<number> => (await listed()).filter(({ members }) => members.every((one: Data) => [a, b, c].includes(one.id))).length;
    expect(await about()).toBe(3);
    await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { name: "Other" }) { userErrors { message } } }', { id: c });
    await compare();
    expect(await about()).toBe(1);
    await staff.ok('mutation ($a: ID!, $b: ID!) { memberMerge(survivorId: $a, loserId: $b, idempotencyKey: "suggested") { userErrors { message } } }', { a, b });
    expect(await about()).toBe(0);
  });
});

describe('what a member asks by law', () => {
  const FIELDS = 'request { id kind state jurisdiction dueAt isOverdue extendedAt answer job { kind } } userErrors { code path }';
  const create = async (input: object): Promise<Data> => (await staff.run(`mutation ($input: MemberDataRequestInput!, $key: String!) { memberDataRequestCreate(input: $input, idempotencyKey: $key) { ${FIELDS} } }`, { input, key: newUuid() })).data.memberDataRequestCreate;
  const take = async (step: string, id: string, text = ''): Promise<Data> =>
    (await staff.run(`mutation ($id: ID!) { memberDataRequest${step}(id: $id${text}) { ${FIELDS} } }`, { id })).data[`memberDataRequest${step}`];

  it('has the periods of Taiwan, and may be extended once', async () => {
    const id = await join();
    const { request } = await create({ memberId: id, kind: 'ACCESS', receivedAt: '2026-01-01T10:00:00+08:00' });
    // Received on the 1st: 15 days end with the 16th, 15 more with the 31st.
    expect(request).toMatchObject({ state: 'RECEIVED', jurisdiction: 'TW', dueAt: '2026-01-16T16:00:00.000Z', isOverdue: false });
    expect((await take('Extend', request.id, ', reason: "many orders"')).request).toMatchObject({ dueAt: '2026-01-31T16:00:00.000Z', extendedAt: expect.any(String) });
    expect((await take('Extend', request.id, ', reason: "more"')).userErrors).toEqual([{ code: 'INVALID_TRANSITION', path: ['id'] }]);
    expect((await create({ memberId: id, kind: 'ERASURE', receivedAt: '2026-01-01T10:00:00+08:00' })).request.dueAt).toBe('2026-01-31T16:00:00.000Z');
    expect((await create({ memberId: id, kind: 'CORRECTION', receivedAt: '2999-01-01T00:00:00Z' })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['input', 'receivedAt'] }]);
  });

  it('goes from step to step, and no other way', async () => {
    const id = await join();
    const { request } = await create({ memberId: id, kind: 'ACCESS' });
    expect((await take('Process', request.id)).userErrors).toEqual([{ code: 'INVALID_TRANSITION', path: ['id'] }]);
    expect((await take('Verify', request.id)).request.state).toBe('VERIFIED');
    expect((await take('Process', request.id)).request).toMatchObject({ state: 'PROCESSING', job: { kind: 'MEMBER_EXPORT' } });
    expect((await take('Complete', request.id, ', answer: "Sent by post."')).request).toMatchObject({ state: 'DONE', answer: 'Sent by post.' });
    expect((await take('Refuse', request.id, ', reason: "x"')).userErrors).toEqual([{ code: 'INVALID_TRANSITION', path: ['id'] }]);
    await platform.drain();
  });

  it('erases who asked for it, and is answered by that', async () => {
    const id = await join();
    const { request } = await create({ memberId: id, kind: 'ERASURE', note: 'by letter' });
    await take('Verify', request.id);
    expect((await take('Process', request.id)).request).toMatchObject({ state: 'DONE' });
    expect((await staff.ok('query ($id: ID!) { member(by: { id: $id }) { status } }', { id })).member.status).toBe('ERASED');
    expect(await tablesWith('by letter')).toEqual([]);
  });

  it('says why a step is refused, and how long a text may be', async () => {
    const memberId = await join();
    const { request } = await create({ memberId, kind: 'ERASURE' });
    const refusal = async (step: string, argument: string): Promise<string[]> =>
      (await staff.run(`mutation ($id: ID!, $text: String!) { memberDataRequest${step}(id: $id, ${argument}: $text) { userErrors { message } } }`, { id: request.id, text: step === 'Complete' ? 'Done.' : 'a'.repeat(5_001) }))
        .data[`memberDataRequest${step}`].userErrors.map(({ message }: Data) => message);
    expect(await refusal('Complete', 'answer')).toEqual(['Verify first that the member asked for it.']);
    expect((await take('Verify', request.id)).request).toMatchObject({ state: 'VERIFIED' });
    expect(await refusal('Complete', 'answer')).toEqual(['The request cannot go there from where it stands.']);
    expect(await refusal('Extend', 'reason')).toEqual(['Give a reason of 1 to 1,000 characters.']);
    expect(await refusal('Refuse', 'reason')).toEqual(['Give a reason of 1 to 5,000 characters.']);
    expect(await platform.rows('SELECT state, answer, extended_at FROM member.data_request WHERE member_id = $1', [uuid(memberId)])).toEqual([{ state: 'VERIFIED', answer: null, extended_at: null }]);
  });

  it('stands in the list by when it is due', async () => {
    const id = await join();
    const late = (await create({ memberId: id, kind: 'ACCESS', receivedAt: '2025-11-01T00:00:00Z' })).request;
    const { nodes } = await staff.one('{ memberDataRequests(where: { dueBefore: "2026-01-01T00:00:00Z" }) { nodes { id isOverdue member { id } } } }');
    expect(nodes).toEqual([{ id: late.id, isOverdue: true, member: { id } }]);
    expect((await take('Extend', late.id, ', reason: "late"')).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['id'] }]);
    expect((await take('Refuse', late.id, ', reason: "Not theirs."')).request).toMatchObject({ state: 'REFUSED', answer: 'Not theirs.', isOverdue: false });
  });
});
