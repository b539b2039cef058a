import { email } from '../../plugins/messaging/src/channels/email/email';
import { CUT, CUT_AFTER, status } from '../fakes/faults';
import { FakeSmtp } from '../fakes/smtp';
import { batchOf, messageTo, runOf } from './run';

const smtp = new FakeSmtp();
const CONTENT = { subject: '新品上市', html: '<p>Hello</p>', text: 'Hello' };
const send = (...addresses: string[]) =>
  email.send(runOf({ host: '127.0.0.1', port: smtp.port, secure: false, allowPlain: true, user: smtp.username, password: smtp.password, from: 'Boba <news@boba.example>' }),
    batchOf(1, ...addresses.map((to, index) => ({ ...messageTo(to, CONTENT, index + 1), unsubscribeUrl: 'https://go.example/u/1' }))));

beforeAll(() => smtp.open());
afterAll(() => smtp.close());

it('sends over one connection, with the one click that ends it', async () => {
  expect(await send('ann@example.com', 'ben@example.com')).toEqual([1, 2].map((number) => ({ outcome: 'SENT', providerId: `<00000000-0000-4000-8000-00000000000${number}@boba.example>` })));
  expect(smtp.mails.map(({ from, to }) => [from, ...to])).toEqual([['news@boba.example', 'ann@example.com'], ['news@boba.example', 'ben@example.com']]);
  const { source = '' } = smtp.mails[0] ?? {};
  expect([/^List-Unsubscribe: <https:\/\/go\.example\/u\/1>\r$/m, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m, /^Subject: =\?UTF-8\?/m].map((line) => line.test(source))).toEqual([true, true, true]);
});

it('tells what is gone, what may come later, and what nobody knows apart', async () => {
  smtp.absent.add('gone@example.com');
  expect(await send('gone@example.com', 'ann@example.com')).toMatchObject([{ outcome: 'FAILED', reason: 'SMTP_550', permanent: true }, { outcome: 'SENT' }]);
  smtp.faults.next(status(451), status(554));
  expect(await send('ann@example.com', 'ben@example.com')).toEqual([{ outcome: 'RETRY', afterMs: null, reason: 'SMTP_451' }, { outcome: 'FAILED', reason: 'SMTP_554', permanent: false }]);
  const before = smtp.mails.length;
  smtp.faults.next(CUT_AFTER);
  expect(await send('ann@example.com')).toEqual([{ outcome: 'FAILED', reason: 'UNCERTAIN', permanent: false }]);
  expect(smtp.mails).toHaveLength(before + 1);
  smtp.faults.next(CUT);
  expect(await send('ann@example.com')).toEqual([{ outcome: 'FAILED', reason: 'UNCERTAIN', permanent: false }]);
});

it('asks nobody who is not there, and takes no address that would need quoting', async () => {
  const run = runOf({ host: '127.0.0.1', port: 1, secure: false, allowPlain: true, from: 'news@boba.example' });
  expect(await email.send(run, batchOf(1, messageTo('ann@example.com', CONTENT), messageTo('ben@example.com', CONTENT, 2)))).toEqual(Array.from({ length: 2 }, () => ({ outcome: 'RETRY', afterMs: null, reason: 'UNREACHABLE' })));
  expect(['ann@example.com', 'a b@example.com', '<ann@example.com>', 'ann@example.com\r\nBcc: x@example.com', 'ann'].map(email.readAddress)).toEqual(['ann@example.com', null, null, null, null]);
});
