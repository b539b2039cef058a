import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { emailChannel } from '../../plugins/messaging/src/channels/email/email';
import { type MailServers, readMailServers } from '../../plugins/messaging/src/channels/email/mail-servers';
import { CUT, CUT_AFTER, status } from '../fakes/faults';
import { FakeSmtp } from '../fakes/smtp';
import { batchOf, messageTo, runOf } from './run';

const smtp = new FakeSmtp();
const opened = (networks: string): MailServers => {
  process.env.REGULARS_MAIL_NETWORKS = networks;
  try {
    return readMailServers();
  } finally {
    delete process.env.REGULARS_MAIL_NETWORKS;
  }
};
const email = emailChannel(opened('127.0.0.1/32'));
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
  expect(await send('ann@example.com')).toEqual([{ outcome: 'UNCERTAIN' }]);
  expect(smtp.mails).toHaveLength(before + 1);
  smtp.faults.next(CUT);
  expect(await send('ann@example.com')).toEqual([{ outcome: 'UNCERTAIN' }]);
});

it('asks nobody who is not there, and takes no address that would need quoting', async () => {
  const run = runOf({ host: '127.0.0.1', port: 1, secure: false, allowPlain: true, from: 'news@boba.example' });
  expect(await email.send(run, batchOf(1, messageTo('ann@example.com', CONTENT), messageTo('ben@example.com', CONTENT, 2)))).toEqual(Array.from({ length: 2 }, () => ({ outcome: 'RETRY', afterMs: null, reason: 'PROVIDER_UNREACHABLE' })));
  expect(['ann@example.com', 'a b@example.com', '<ann@example.com>', 'ann@example.com\r\nBcc: x@example.com', 'ann'].map(email.readAddress)).toEqual(['ann@example.com', null, null, null, null]);
});

describe('a server that a brand names', () => {
  const closed = opened('');
  const to = batchOf(1, messageTo('ann@example.com', CONTENT), messageTo('ben@example.com', CONTENT, 2));
  const account = (host: string, more: object = {}) => ({ host, port: smtp.port, secure: false, allowPlain: true, from: 'news@boba.example', ...more });
  const reasons = async (servers: MailServers, host: string, more: object = {}) => (await emailChannel(servers).send(runOf(account(host, more)), to)).map((outcome) => [outcome.outcome, 'reason' in outcome ? outcome.reason : null]);
  const both = (outcome: string, reason: string | null) => [[outcome, reason], [outcome, reason]];

  it('is not called inside our network, unless the operator opened it', async () => {
    const before = smtp.connected;
    expect(await reasons(closed, '127.0.0.1')).toEqual(both('RETRY', 'HOST_FORBIDDEN'));
    expect(await reasons({ ...closed, resolve: () => Promise.resolve(['93.184.215.14', '127.0.0.1']) }, 'mail.example.com', { port: 587 })).toEqual(both('RETRY', 'HOST_FORBIDDEN'));
    expect(await reasons({ ...closed, resolve: () => Promise.resolve([]) }, 'mail.example.com', { port: 587 })).toEqual(both('RETRY', 'PROVIDER_UNREACHABLE'));
    expect(smtp.connected).toBe(before);
    expect(await reasons(opened('127.0.0.1/32'), '127.0.0.1')).toEqual(both('SENT', null));
    expect(smtp.connected).toBe(before + 1);
  });

  it('is called at the address that was looked at, with a certificate of its name', async () => {
    const asked: string[] = [];
    // Whoever looked it up once more would be led to where nobody is.
    const resolve = (name: string) => Promise.resolve([asked.push(name) === 1 ? '127.0.0.1' : '127.0.0.2']);
    const before = smtp.connected;
    expect(await reasons({ ...opened('127.0.0.1/32'), resolve }, 'mail.example.com')).toEqual(both('SENT', null));
    expect([asked, smtp.connected]).toEqual([['mail.example.com'], before + 1]);
    const names: string[] = [];
    const secured = createServer({ SNICallback: (name, done) => done((names.push(name), new Error('no certificate'))) }).on('tlsClientError', () => undefined);
    await new Promise<void>((listening) => secured.listen(0, '127.0.0.1', listening));
    await reasons({ ...opened('127.0.0.1/32'), resolve: () => Promise.resolve(['127.0.0.1']) }, 'mail.example.com', { port: (secured.address() as AddressInfo).port, secure: true });
    await new Promise((done) => secured.close(done));
    expect(new Set(names)).toEqual(new Set(['mail.example.com']));
  });

  it('is refused when it is saved, where it is plain to see', () => {
    const refused = (servers: MailServers, host: string, port: number) => emailChannel(servers).forbiddenIn?.(account(host, { port }));
    const inside = ['127.0.0.1', '10.0.0.5', '169.254.169.254', '::1', 'fd00::1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST.', 'a.localhost', 'http://10.0.0.5', 'mail.example.com:25', 'mail example', ''];
    expect(inside.map((host) => refused(closed, host, 587))).toEqual(inside.map(() => ['host']));
    expect(['mail.example.com', 'smtp', '8.8.8.8', '2606:4700::1111'].flatMap((host) => [25, 465, 587, 2525].map((port) => refused(closed, host, port)))).toEqual(Array.from({ length: 16 }, () => []));
    expect([22, 80, 6379, 5432].map((port) => refused(closed, 'mail.example.com', port))).toEqual(Array.from({ length: 4 }, () => ['port']));
    const some = opened('10.2.0.0/16');
    expect([refused(some, '10.2.0.5', 1025), refused(some, 'mail.lan', 1025), refused(some, '10.3.0.5', 587), refused(some, '8.8.8.8', 22)]).toEqual([[], [], ['host'], ['host']]);
    expect(() => opened('10.2.0.0')).toThrow('REGULARS_MAIL_NETWORKS');
  });
});
