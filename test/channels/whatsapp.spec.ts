import { whatsAppChannel } from '../../plugins/messaging/src/channels/whatsapp/whatsapp-channel';
import { CUT_AFTER, status } from '../fakes/faults';
import { FakeWhatsApp } from '../fakes/whatsapp';
import { Listener } from './listener';
import { batchOf, messageTo, requestOf, runOf, uuid } from './run';

const whatsapp = new FakeWhatsApp();
const listener = new Listener();
const credentials = { phoneNumberId: whatsapp.phoneNumberId, accessToken: whatsapp.accessToken, appSecret: whatsapp.appSecret, verifyToken: 'a-token-of-the-brand' };
const TEMPLATE = { template: 'hello', locale: 'en', parameters: '["Mei"]' };
const PHONE = '886912345678';

const channel = () => whatsAppChannel(whatsapp.url);
const send = async (content: Record<string, string>, to = PHONE, changed: object = {}) => (await channel().send(runOf({ ...credentials, ...changed }), batchOf(1, messageTo(to, content))))[0];
const parse = (at: number, changed: object = {}) => channel().parseWebhook!({ ...requestOf(listener.heard.at(at)!, listener.url), ...changed }, credentials);

beforeAll(async () => {
  await Promise.all([whatsapp.open(), listener.open()]);
  whatsapp.webhookUrl = `${listener.url}/hook`;
});
afterAll(() => Promise.all([whatsapp.close(), listener.close()]));

it('sends templates at any time, and texts within 24 hours', async () => {
  expect(await send(TEMPLATE)).toEqual({ outcome: 'SENT', providerId: whatsapp.messages[0]!.id });
  expect(whatsapp.messages[0]!.request).toMatchObject({ to: PHONE, template: { name: 'hello', language: { code: 'en' }, components: [{ type: 'body', parameters: [{ type: 'text', text: 'Mei' }] }] } });
  expect(await send({ text: 'Hi' })).toEqual({ outcome: 'FAILED', reason: 'WINDOW_CLOSED', permanent: false });
  await whatsapp.write(PHONE, 'Are you open?');
  expect(await send({ text: 'Hi' })).toEqual({ outcome: 'SENT', providerId: whatsapp.messages[1]!.id });
});

it('tells refusals apart, and what nobody knows from what was not done', async () => {
  const before = whatsapp.messages.length;
  expect(await send({ ...TEMPLATE, template: 'bye' })).toEqual({ outcome: 'FAILED', reason: 'TEMPLATE_UNKNOWN', permanent: false });
  expect(await send({ ...TEMPLATE, parameters: '[]' })).toEqual({ outcome: 'FAILED', reason: 'PARAMETERS_MISMATCH', permanent: false });
  expect(await send(TEMPLATE, PHONE, { accessToken: 'mine' })).toEqual({ outcome: 'RETRY', reason: 'CREDENTIALS_REFUSED', afterMs: null });
  whatsapp.absent.add('886900000001');
  expect(await send(TEMPLATE, '886900000001')).toEqual({ outcome: 'FAILED', reason: 'ADDRESS_UNKNOWN', permanent: true });
  whatsapp.faults.next(status(429, { retryAfter: 2 }), status(500, { body: '{"error":{"code":131000}}' }), status(502));
  expect(await send(TEMPLATE)).toEqual({ outcome: 'RETRY', reason: 'RATE_LIMITED', afterMs: 2_000 });
  expect(await send(TEMPLATE)).toEqual({ outcome: 'RETRY', reason: 'PROVIDER_TROUBLE', afterMs: null });
  await expect(send(TEMPLATE)).rejects.toThrow('did not say');
  expect(whatsapp.messages).toHaveLength(before);
  whatsapp.faults.next(CUT_AFTER);
  await expect(send(TEMPLATE)).rejects.toThrow('The provider did not answer');
  expect(whatsapp.messages).toHaveLength(before + 1);
});

it('reads numbers as WhatsApp writes them, and says what is wrong with a message', () => {
  expect(['+886912345678', PHONE, '0912345678', 'U1'].map((value) => channel().readAddress(value))).toEqual([PHONE, PHONE, null, null]);
  const parts = (content: Record<string, string>) => channel().checkContent(content).map(({ part }) => part);
  expect([TEMPLATE, { text: 'Hi' }].map(parts)).toEqual([[], []]);
  const wrong: Record<string, string>[] = [{}, { ...TEMPLATE, text: 'Hi' }, { template: 'Hello', locale: 'english', parameters: '{}' }, { ...TEMPLATE, parameters: '["a\\nb"]' }];
  expect(wrong.map(parts)).toEqual([['text'], ['text'], ['template', 'locale', 'parameters'], ['parameters']]);
});

it('answers whether it is us, and reads what WhatsApp signed', async () => {
  const { id } = whatsapp.messages[0]!;
  await whatsapp.verify(credentials.verifyToken, '42');
  expect(parse(-1)).toEqual({ accepted: true, events: [], reply: '42' });
  await whatsapp.verify('another-token-than-ours', '42');
  expect(parse(-1)).toEqual({ accepted: false, reason: 'SIGNATURE_WRONG' });
  await whatsapp.report(id, 'sent');
  await whatsapp.report(id, 'delivered');
  await whatsapp.report(id, 'read');
  await whatsapp.report(id, 'failed', { code: 131026, title: 'Message undeliverable' });
  await whatsapp.write(PHONE, 'Thanks');
  const of = { providerId: id, messageId: uuid(1), address: PHONE };
  const event = (kind: string, more: object) => ({ accepted: true, events: [{ at: expect.any(Date), kind, ...more }] });
  expect([-5, -4, -3, -2, -1].map((at) => parse(at))).toEqual([
    event('SENT', { id: `${id}:sent`, ...of }), event('DELIVERED', { id: `${id}:delivered`, ...of }), event('OPENED', { id: `${id}:read`, ...of }),
    event('FAILED', { id: `${id}:failed`, ...of, data: { reason: 'ADDRESS_UNKNOWN', permanent: true, billed: false } }), event('REPLIED', { id: expect.stringMatching(/^wamid\./), address: PHONE }),
  ]);
  const { headers } = listener.heard.at(-1)!;
  const signature = headers['x-hub-signature-256']!;
  const given = [undefined, 'sha256=00', signature.replace('sha256', 'sha1'), `${signature}, ${signature}`];
  expect(given.map((value) => parse(-1, { headers: { 'x-hub-signature-256': value } }))).toEqual(
    ['SIGNATURE_MISSING', 'SIGNATURE_WRONG', 'SIGNATURE_WRONG', 'SIGNATURE_REPEATED'].map((reason) => ({ accepted: false, reason })),
  );
  await whatsapp.hook({ metadata: { phone_number_id: '999' }, statuses: [{ id, status: 'read', timestamp: '1790000000' }] });
  expect(parse(-1)).toEqual({ accepted: true, events: [] });
});
