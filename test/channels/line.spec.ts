import { issueLinkToken, lineChannel } from '../../plugins/messaging/src/channels/line/line-channel';
import { CUT_AFTER, slow, status } from '../fakes/faults';
import { FakeLine, lineUser } from '../fakes/line';
import { Listener } from './listener';
import { batchOf, messageTo, requestOf, runOf } from './run';

const line = new FakeLine();
const listener = new Listener();
const credentials = { channelAccessToken: line.channelAccessToken, channelSecret: line.channelSecret };
const run = runOf(credentials);
const HELLO = { text: '你好' };
const SENT = { outcome: 'SENT', providerId: expect.stringMatching(/^[0-9a-f-]{36}$/) };

const channel = () => lineChannel(() => line.url);
const send = (number: number, ...messages: Parameters<typeof messageTo>[]) => channel().send(run, batchOf(number, ...messages.map((message) => messageTo(...message))));
const counts = (...users: number[]) => users.map((user) => line.countOf(lineUser(user)));

beforeAll(async () => {
  await Promise.all([line.open(), listener.open()]);
  for (let user = 1; user <= 6; user++) await line.follow(lineUser(user));
  line.webhookUrl = `${listener.url}/hook`;
});
afterAll(() => Promise.all([line.close(), listener.close()]));
beforeEach(() => {
  line.knowsEverybody = false;
  line.delivered.clear();
  line.received.splice(0);
  listener.heard.splice(0);
});

it('sends what is the same for several in one multicast, and the rest one by one', async () => {
  const flex = { altText: 'Card', flex: JSON.stringify({ type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'Hi' }] } }) };
  expect(await send(1, [lineUser(1), HELLO], [lineUser(2), { ...HELLO, ...flex }], [lineUser(3), HELLO])).toEqual([SENT, SENT, SENT]);
  expect(line.received.map(({ path }) => path).sort()).toEqual(['/v2/bot/message/multicast', '/v2/bot/message/push']);
  expect(counts(1, 2, 3)).toEqual([1, 1, 1]);
  expect(line.delivered.get(lineUser(2))![0]!.messages.map(({ type }) => type)).toEqual(['text', 'flex']);
});

it('sends a batch once, however often it comes, also when nobody knows what became of it', async () => {
  const batch: Parameters<typeof messageTo>[] = [[lineUser(1), HELLO], [lineUser(2), HELLO], [lineUser(3), { text: 'Bye' }]];
  line.faults.every(1, CUT_AFTER);
  await expect(send(2, ...batch)).rejects.toThrow('LINE did not say what became of a request');
  expect(counts(1, 2, 3)).toEqual([1, 1, 1]);
  line.faults.every(1, status(500));
  await expect(send(2, ...batch)).rejects.toThrow('LINE did not say');
  line.faults.every(0);
  expect(await send(2, ...batch)).toEqual([SENT, SENT, SENT]);
  expect(counts(1, 2, 3)).toEqual([1, 1, 1]);
  expect(await send(3, ...batch)).toEqual([SENT, SENT, SENT]);
  expect(counts(1, 2, 3)).toEqual([2, 2, 2]);
});

it('asks nothing about a request again that would be another without who must not be written to any more', async () => {
  const messages = [1, 2, 3].map((user) => messageTo(lineUser(user), user === 3 ? { text: 'Bye' } : HELLO, user));
  const again = (number: number, ...withheld: number[]) => channel().send(run, { ...batchOf(number, ...messages), withheld: new Set(withheld.map((user) => messages[user - 1]!.id)) });
  expect(await again(20, 1)).toEqual([{ outcome: 'UNCERTAIN' }, { outcome: 'UNCERTAIN' }, SENT]);
  expect([counts(1, 2, 3), line.received.map(({ path }) => path)]).toEqual([[0, 0, 1], ['/v2/bot/message/push']]);
  await channel().send(run, batchOf(21, ...messages));
  await again(21, 3);
  expect(counts(1, 2, 3)).toEqual([1, 1, 2]);
});

it('asks again, under its key, about a few of many of which nothing is known', async () => {
  const [words, users] = [(at: number) => ({ text: `Hello ${at}` }), Array.from({ length: 100 }, (_, at) => 2_000 + at)];
  line.knowsEverybody = true;
  line.faults.every(7, status(500), CUT_AFTER);
  const outcomes = await send(9, ...users.map((user, at): Parameters<typeof messageTo> => [lineUser(user), words(at)]));
  line.faults.every(0);
  line.knowsEverybody = false;
  expect([outcomes, new Set(counts(...users))]).toEqual([users.map(() => SENT), new Set([1])]);
});

it('does not take what it knows nothing of for refused, when LINE is too busy to be asked again', async () => {
  line.faults.next(CUT_AFTER, status(429), status(429));
  await expect(send(11, [lineUser(1), HELLO])).rejects.toThrow('LINE did not say what became of a request');
  expect([await send(11, [lineUser(1), HELLO]), counts(1)]).toEqual([[SENT], [1]]);
});

it('gives up a request that is late, and asks again under the same key', async () => {
  line.faults.next(slow(5_000));
  const late = channel().send({ credentials, signal: AbortSignal.timeout(100) }, batchOf(4, messageTo(lineUser(1), HELLO)));
  await expect(late).rejects.toThrow('LINE did not say');
  expect(await send(4, [lineUser(1), HELLO])).toEqual([SENT]);
  expect(counts(1)).toEqual([1]);
});

it('tells refusals apart, and sends nothing', async () => {
  const gone = await new FakeLine().open();
  const one = () => send(5, [lineUser(1), HELLO]);
  line.faults.next(status(429, { retryAfter: 3 }));
  expect(await one()).toEqual([{ outcome: 'RETRY', reason: 'RATE_LIMITED', afterMs: 3_000 }]);
  line.quota = line.used;
  expect(await one()).toEqual([{ outcome: 'FAILED', reason: 'PROVIDER_QUOTA', permanent: false }]);
  expect(await channel().quota!(run)).toEqual({ limit: line.used, used: line.used });
  line.quota = null;
  expect(await channel().quota!(run)).toEqual({ limit: null, used: line.used });
  expect(await channel().send(runOf({ ...credentials, channelAccessToken: 'mine' }), batchOf(5, messageTo(lineUser(1), HELLO)))).toEqual([{ outcome: 'RETRY', reason: 'CREDENTIALS_REFUSED', afterMs: null }]);
  expect(await send(6, [lineUser(1), { text: 'x'.repeat(5_001) }])).toEqual([{ outcome: 'FAILED', reason: 'CONTENT_REFUSED', permanent: false }]);
  const { url } = gone;
  await gone.close();
  expect(await lineChannel(() => url).send(run, batchOf(6, messageTo(lineUser(1), HELLO)))).toEqual([{ outcome: 'RETRY', reason: 'PROVIDER_UNREACHABLE', afterMs: null }]);
  expect(line.delivered.size).toBe(0);
});

it('finds out which address of a multicast LINE does not know', async () => {
  expect(await send(7, [lineUser(1), HELLO], [lineUser(404), HELLO], [lineUser(2), HELLO])).toEqual([SENT, { outcome: 'FAILED', reason: 'ADDRESS_UNKNOWN', permanent: true }, SENT]);
  expect(counts(1, 2, 404)).toEqual([1, 1, 0]);
});

it('asks about several addresses of a multicast at once, so that of hundreds the last has its turn in time', async () => {
  const users = [404, 1, 2, 3, 4, 5, 6, 405];
  const before = line.requests;
  line.faults.every(1, slow(50));
  let [most, isOver] = [0, false as boolean];
  const sending = send(10, ...users.map((user): Parameters<typeof messageTo> => [lineUser(user), HELLO]));
  void sending.catch(() => null).finally(() => (isOver = true));
  for (; !isOver; await new Promise((resolve) => setTimeout(resolve, 2))) most = Math.max(most, line.requests - before - line.received.length);
  line.faults.every(0);
  expect([(await sending).map(({ outcome }) => outcome), most > 1]).toEqual([['FAILED', ...Array<string>(6).fill('SENT'), 'FAILED'], true]);
});

it('sends 500 at once', async () => {
  line.knowsEverybody = true;
  expect(new Set((await send(8, ...Array.from({ length: 500 }, (_, at) => [lineUser(1_000 + at), HELLO] as Parameters<typeof messageTo>))).map(({ outcome }) => outcome))).toEqual(new Set(['SENT']));
  line.knowsEverybody = false;
  expect([line.received.length, line.delivered.size]).toEqual([1, 500]);
});

it('reads user ids alone as addresses, and says what LINE would refuse of a message', () => {
  expect([lineUser(1), 'U1234', `${lineUser(1)}\n`, '0912345678'].map((value) => channel().readAddress(value))).toEqual([lineUser(1), null, null, null]);
  const parts = (content: Record<string, string>) => channel().checkContent(content).map(({ part }) => part);
  const flex = (value: object) => parts({ altText: 'Card', flex: JSON.stringify(value) });
  const bubble = (...contents: object[]) => ({ type: 'bubble', body: { type: 'box', layout: 'vertical', contents } });
  expect([parts({}), parts(HELLO), parts({ flex: '{}' }), parts({ text: 'x'.repeat(5_001) })]).toEqual([['text'], [], ['altText', 'flex'], ['text']]);
  expect(flex({ type: 'carousel', contents: [bubble({ type: 'text', text: 'Hi' }), bubble({ type: 'separator' })] })).toEqual([]);
  for (const wrong of [
    { type: 'bubble' }, { type: 'carousel', contents: [] }, { type: 'carousel', contents: Array(13).fill(bubble()) }, bubble({ type: 'constructor' }), bubble({ type: 'text' }),
    bubble({ type: 'image', url: 'http://example.com/a.png' }), bubble({ type: 'button' }), bubble({ type: 'button', action: { type: 'uri', uri: 'javascript:alert(1)' } }), bubble({ type: 'box', layout: 'round', contents: [] }),
  ]) expect(flex(wrong)).toEqual(['flex']);
});

it('reads what LINE tells, if LINE signed it, once', async () => {
  await line.follow(lineUser(1));
  await line.unfollow(lineUser(1));
  await line.beacon(lineUser(2), 'd41d8cd98f');
  await line.beacon(lineUser(2), 'd41d8cd98f', 'stay');
  await line.agreeToLink(`${line.url}/dialog/bot/accountLink?linkToken=${await issueLinkToken(run, lineUser(2), line.url)}&nonce=0123456789abcdef`);
  const parse = (at: number, headers: Record<string, string | undefined> = {}) => {
    const request = requestOf(listener.heard[at]!, listener.url);
    return channel().parseWebhook!({ ...request, headers: { ...request.headers, ...headers } }, credentials);
  };
  const event = (kind: string, user: number, more: object = {}) => ({ accepted: true, events: [{ id: expect.stringMatching(/^01[0-9A-F]{24}$/), at: expect.any(Date), kind, address: lineUser(user), ...more }] });
  expect([0, 1, 2, 3, 4].map((at) => parse(at))).toEqual([
    event('FOLLOWED', 1), event('BLOCKED', 1), event('ARRIVED', 2, { data: { beaconId: 'd41d8cd98f' } }), { accepted: true, events: [] },
    event('LINKED', 2, { data: { nonce: '0123456789abcdef', ok: true } }),
  ]);
  const signature = listener.heard[0]!.headers['x-line-signature']!;
  expect([undefined, '', 'AAAA', listener.heard[1]!.headers['x-line-signature'], `${signature}, ${signature}`].map((given) => parse(0, { 'x-line-signature': given }))).toEqual(
    ['SIGNATURE_MISSING', 'SIGNATURE_MISSING', 'SIGNATURE_WRONG', 'SIGNATURE_WRONG', 'SIGNATURE_REPEATED'].map((reason) => ({ accepted: false, reason })),
  );
  const body = Buffer.from('[]');
  expect(channel().parseWebhook!({ method: 'POST', url: '', query: {}, body, headers: { 'x-line-signature': line.sign('[]') } }, credentials)).toEqual({ accepted: false, reason: 'BODY_INVALID' });
  expect(await issueLinkToken(run, lineUser(404), line.url)).toBeNull();
});
