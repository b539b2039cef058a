import { generateVAPIDKeys } from 'web-push';
import { pushChannel } from '../../plugins/messaging/src/channels/push/push-channel';
import { CUT_AFTER, status } from '../fakes/faults';
import { FakePush } from '../fakes/push';
import { batchOf, messageTo, runOf, uuid } from './run';

const push = new FakePush();
const credentials = { ...generateVAPIDKeys(), subject: 'mailto:shop@example.com' };
const CONTENT = { title: '集滿了', body: 'One drink is yours', url: 'https://shop.example.com/card' };

const channel = () => pushChannel(`${push.url}/`);
const send = async (to: string, content: Record<string, string> = CONTENT) => (await channel().send(runOf(credentials), batchOf(1, messageTo(to, content))))[0];

beforeAll(() => push.open());
afterAll(() => push.close());

it('shows what was written, sealed for the browser, until the permission is taken back', async () => {
  const subscription = push.subscribe();
  expect(await send(JSON.stringify(subscription))).toEqual({ outcome: 'SENT', providerId: null });
  expect([...push.shown.values()].flat().map((text) => JSON.parse(text))).toEqual([{ id: uuid(1), ...CONTENT }]);
  push.faults.next(status(429, { retryAfter: 5 }), status(500), CUT_AFTER);
  expect(await send(JSON.stringify(subscription))).toEqual({ outcome: 'RETRY', reason: 'RATE_LIMITED', afterMs: 5_000 });
  await expect(send(JSON.stringify(subscription))).rejects.toThrow('A push service did not say');
  await expect(send(JSON.stringify(subscription))).rejects.toThrow('The provider did not answer');
  push.unsubscribe(subscription);
  expect(await send(JSON.stringify(subscription))).toEqual({ outcome: 'FAILED', reason: 'SUBSCRIPTION_GONE', permanent: true });
});

it('calls push services of browsers alone', () => {
  const { keys } = push.subscribe();
  const read = (endpoint: string, more: object = {}) => pushChannel().readAddress(JSON.stringify({ endpoint, keys: { ...keys, ...more } })) !== null;
  expect(['https://fcm.googleapis.com/fcm/send/x', 'https://wns2-sg2p.notify.windows.com/w/?token=x', 'https://web.push.apple.com/x'].map((endpoint) => read(endpoint))).toEqual([true, true, true]);
  for (const endpoint of [`${push.url}/x`, 'http://fcm.googleapis.com/x', 'https://fcm.googleapis.com.example.com/x', 'https://fcm.googleapis.com@10.0.0.1/x', 'https://169.254.169.254/x']) expect(read(endpoint)).toBe(false);
  const besides = (endpoint: string) => channel().readAddress(JSON.stringify({ endpoint, keys })) !== null;
  expect([`${push.url}/x`, 'https://fcm.googleapis.com/x', `${push.url}0/x`, push.url.replace('://', '://push@10.0.0.1/')].map(besides)).toEqual([true, true, false, false]);
  expect([read('https://web.push.apple.com/x', { auth: 'short' }), read('https://web.push.apple.com/x', { p256dh: 'A'.repeat(87) })]).toEqual([false, false]);
});

it('says what is wrong with a message, and with keys', () => {
  expect([CONTENT, {}, { ...CONTENT, url: 'http://shop.example.com' }, { ...CONTENT, body: '好'.repeat(1_000) }].map((content) => channel().checkContent(content).map(({ part }) => part))).toEqual([[], ['title'], ['url'], ['body']]);
  const { credentials: shape } = channel();
  expect([credentials, { ...credentials, publicKey: 'A'.repeat(87) }, { ...credentials, subject: 'shop' }].map((saved) => shape.safeParse(saved).success)).toEqual([true, false, false]);
});
