import { mobileNumber } from '../../plugins/messaging/src/channels/sms/mobile';
import { segmentsOf } from '../../plugins/messaging/src/channels/sms/segments';
import { smsChannel } from '../../plugins/messaging/src/channels/sms/sms-channel';
import { CUT_AFTER, status } from '../fakes/faults';
import { FakeMitake } from '../fakes/mitake';
import { FakeTwilio } from '../fakes/twilio';
import { Listener } from './listener';
import { batchOf, messageTo, requestOf, runOf, uuid } from './run';

const [twilio, mitake, listener] = [new FakeTwilio(), new FakeMitake(), new Listener()];
const TWILIO = { provider: 'TWILIO', accountSid: twilio.accountSid, authToken: twilio.authToken, from: '+15005550006' };
const MITAKE = { provider: 'MITAKE', username: mitake.username, password: mitake.password };
const MOBILE = '+886912345678';

const channel = () => smsChannel({ twilio: twilio.url, mitake: mitake.url });
const send = async (credentials: Record<string, string>, { to = MOBILE, number = 1, text = '您好' } = {}) => (await channel().send(runOf(credentials, `${listener.url}/hook`), batchOf(1, messageTo(to, { text }, number))))[0];
const parse = (credentials: Record<string, string>, changed: object = {}) => channel().parseWebhook!({ ...requestOf(listener.heard.at(-1)!, listener.url), ...changed }, credentials);
const refused = (reason: string) => ({ accepted: false, reason });

beforeAll(() => Promise.all([twilio, mitake, listener].map((fake) => fake.open())));
afterAll(() => Promise.all([twilio, mitake, listener].map((fake) => fake.close())));

it('sends by Twilio, and tells refusals apart', async () => {
  expect(await send(TWILIO)).toEqual({ outcome: 'SENT', providerId: twilio.messages[0]!.sid });
  expect(twilio.messages[0]).toMatchObject({ to: MOBILE, from: '+15005550006', body: '您好', statusCallback: `${listener.url}/hook?of=${uuid(1)}#rc=5&rp=5xx,ct,rt` });
  twilio.stopped.add('+886911111111');
  expect(await send(TWILIO, { to: '+886911111111' })).toEqual({ outcome: 'FAILED', reason: 'OPTED_OUT', permanent: true });
  expect(await send({ ...TWILIO, authToken: 'mine' })).toEqual({ outcome: 'RETRY', reason: 'CREDENTIALS_REFUSED', afterMs: null });
  twilio.faults.next(status(429, { retryAfter: 1 }), status(500));
  expect(await send(TWILIO)).toEqual({ outcome: 'RETRY', reason: 'RATE_LIMITED', afterMs: 1_000 });
  await expect(send(TWILIO)).rejects.toThrow('Twilio did not say');
  expect(twilio.messages).toHaveLength(1);
  twilio.faults.next(CUT_AFTER);
  await expect(send(TWILIO)).rejects.toThrow('The provider did not answer');
  expect(twilio.messages).toHaveLength(2);
});

it('sends by Mitake, the same message once', async () => {
  expect(await send(MITAKE, { number: 7 })).toEqual({ outcome: 'SENT', providerId: '#000000001' });
  mitake.faults.next(CUT_AFTER);
  await expect(send(MITAKE, { number: 8 })).rejects.toThrow('The provider did not answer');
  expect(await send(MITAKE, { number: 8 })).toEqual({ outcome: 'SENT', providerId: '#000000002' });
  expect(mitake.messages.map(({ to }) => to)).toEqual(['0912345678', '0912345678']);
  expect(await send({ ...MITAKE, password: 'mine' }, { number: 9 })).toEqual({ outcome: 'RETRY', reason: 'CREDENTIALS_REFUSED', afterMs: null });
  expect(await send(MITAKE, { number: 9, to: '+886223456789' })).toEqual({ outcome: 'FAILED', reason: 'ADDRESS_UNKNOWN', permanent: true });
  mitake.points = 0;
  expect(await send(MITAKE, { number: 9 })).toEqual({ outcome: 'FAILED', reason: 'PROVIDER_QUOTA', permanent: false });
  mitake.faults.next(status(200, { body: '<html>Busy</html>' }));
  await expect(send(MITAKE, { number: 9 })).rejects.toThrow('Mitake did not say');
  expect(mitake.messages).toHaveLength(2);
});

it('reads what Twilio signed', async () => {
  const { sid } = twilio.messages[0]!;
  await twilio.report(sid, 'delivered');
  const event = (kind: string, state: string, more: object = {}) => ({ accepted: true, events: [{ id: `${sid}:${state}`, at: expect.any(Date), kind, providerId: sid, messageId: uuid(1), address: MOBILE, ...more }] });
  expect(parse(TWILIO)).toEqual(event('DELIVERED', 'delivered'));
  expect(parse(TWILIO, { url: 'http://elsewhere/hook' })).toEqual(refused('SIGNATURE_WRONG'));
  expect(parse(TWILIO, { headers: {} })).toEqual(refused('SIGNATURE_MISSING'));
  const { url } = requestOf(listener.heard.at(-1)!, listener.url);
  expect(parse(TWILIO, { url: url.replace(uuid(1), uuid(2)) })).toEqual(refused('SIGNATURE_WRONG'));
  await twilio.report(sid, 'undelivered', { errorCode: 30006 });
  expect(parse(TWILIO)).toEqual(event('FAILED', 'undelivered', { data: { reason: 'ADDRESS_UNKNOWN', permanent: true, billed: true } }));
  await twilio.report(sid, 'failed', { errorCode: 30003 });
  expect(parse(TWILIO)).toEqual(event('FAILED', 'failed', { data: { reason: 'NOT_DELIVERED_IN_TIME', permanent: false, billed: false } }));
  await twilio.report(sid, 'delivered', { signature: 'AAAA' });
  expect(parse(TWILIO)).toEqual(refused('SIGNATURE_WRONG'));
});

it('believes Mitake what it says at the address that was made for the message', async () => {
  await mitake.report('#000000001', '4');
  expect(parse(MITAKE)).toEqual({
    accepted: true, reply: 'magicid=sms_gateway_rpack\r\nmsgid=#000000001\r\n',
    events: [{ id: '#000000001:4', at: new Date('2026-11-22T04:00:03Z'), kind: 'DELIVERED', providerId: '#000000001', messageId: uuid(7), address: MOBILE }],
  });
  const { query } = requestOf(listener.heard.at(-1)!, listener.url);
  expect(parse(MITAKE, { query: { ...query, of: 'another' } })).toEqual(refused('SIGNATURE_WRONG'));
  expect(parse(MITAKE, { query: { ...query, signature: undefined } })).toEqual(refused('SIGNATURE_MISSING'));
  expect(parse(MITAKE, { query: { ...query, msgid: 'a\r\nb' } })).toEqual(refused('BODY_INVALID'));
  await mitake.report('#000000001', '8');
  expect(parse(MITAKE)).toMatchObject({ events: [{ kind: 'FAILED', data: { reason: 'NOT_DELIVERED_IN_TIME', permanent: false } }] });
});

it('sends to mobiles alone', () => {
  expect([MOBILE, '+886912 345 678', '+14155550123', '+85291234567', '+819012345678'].map(mobileNumber)).toEqual([MOBILE, null, '+14155550123', '+85291234567', '+819012345678']);
  expect(['+886223456789', '+886800123456', '+81312345678', '+88691234567', '0912345678', '', 'mei@example.com'].map(mobileNumber)).toEqual(Array(7).fill(null));
});

it('counts what a text is billed as', () => {
  expect([['a', 160], ['a', 161], ['a', 306], ['€', 80], ['€', 81], ['好', 70], ['好', 71], ['好', 134], ['好', 135]].map(([character, times]) => segmentsOf(String(character).repeat(Number(times))))).toEqual([1, 2, 2, 1, 2, 1, 2, 2, 3]);
  expect([{ text: ' ' }, { text: '好'.repeat(671) }, { text: '好'.repeat(670) }].map((content) => channel().checkContent(content).length)).toEqual([1, 1, 0]);
});

it('takes what a carrier needs, and nothing else', () => {
  const { credentials } = channel();
  expect([TWILIO, MITAKE].map((saved) => credentials.safeParse(saved).success)).toEqual([true, true]);
  expect([{ ...TWILIO, accountSid: 'AC1' }, { ...MITAKE, url: 'http://10.0.0.1' }, { provider: 'OTHER' }, {}].map((saved) => credentials.safeParse(saved).success)).toEqual([false, false, false, false]);
});
