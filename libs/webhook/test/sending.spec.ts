import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Networks, resolveByDns } from '@regulars/plugin-sdk';
import { post } from '../src/domain/sending/post';
import { SendFault } from '../src/domain/sending/resolve';
import { readRetryAfter, RETRIES, retryIn } from '../src/domain/sending/retries';
import { readNetworks } from '../src/networks';
import { Receiver } from './support/receiver';

const opened = (text: string): Networks => {
  process.env.REGULARS_WEBHOOK_NETWORKS = text;
  try {
    return readNetworks();
  } finally {
    delete process.env.REGULARS_WEBHOOK_NETWORKS;
  }
};
const closed = opened('');
const OUTSIDE = 'The host is not on the public internet, or the port is neither 80 nor 443';

/** As they stand in a URL: what the parser makes of them is looked at, not what they look like. */
const HOSTS = [
  '127.0.0.1', '127.1', '127.255.255.254', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '0.0.0.0', '0', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200',
  '100.127.255.255', '169.254.169.254', '169.254.170.2', '168.63.129.16', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1', '192.168.255.255', '198.18.0.1',
  '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '127.0.0.1.', '①②⑦.⓪.⓪.①', '[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]',
  '[::ffff:8.8.8.8]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::1]', '[100::1]', '[2001::1]', '[2001:db8::1]', '[2002:7f00:1::]', '[3fff::1]', '[fc00::1]', '[fd00:ec2::254]', '[fe80::1]',
  '[fec0::1]', '[ff02::1]', 'localhost', 'a.localhost', 'LOCALHOST.',
];

describe('an address that is not a public host\'s', () => {
  let canary: Receiver;
  beforeAll(async () => {
    canary = await Receiver.open();
  });
  afterAll(() => canary.close());

  const send = (url: string, answers?: readonly string[]) =>
    post(new URL(url), {}, '{}', { networks: closed, ...(answers ? { resolve: () => Promise.resolve(answers) } : {}) }).then((answer) => answer.status, (error: Error) => [error instanceof SendFault, error.message]);

  it.each(HOSTS)('is never called: %s', async (host) => {
    const { port } = new URL(canary.url);
    expect([await send(`http://${host}/`), await send(`https://${host}/`), await send(`http://${host}:${port}/`)]).toEqual([[true, OUTSIDE], [true, OUTSIDE], [true, OUTSIDE]]);
    expect(canary.connections).toBe(0);
  });

  it('is not called behind a name, alone or among public ones', async () => {
    const { port } = new URL(canary.url);
    for (const answers of [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'], ['not-an-address']]) expect(await send(`http://hooks.example:${port}/`, answers)).toEqual([true, OUTSIDE]);
    expect([await send('http://hooks.example/', []), canary.connections]).toEqual([[true, 'The host has no address'], 0]);
  });

  it('is not called when a name answers differently the next time: what was checked is what is dialled, and each try asks anew', async () => {
    const asked: string[] = [];
    const rebinding = (host: string): Promise<readonly string[]> => {
      asked.push(host);
      return Promise.resolve(asked.length % 2 === 1 ? ['127.0.0.1'] : ['127.0.0.2']);
    };
    // Only the first of the two is open: a look-up of its own, by whoever dials, would be the second.
    const networks = opened('127.0.0.1/32');
    const url = new URL(canary.url.replace('127.0.0.1', 'hooks.example'));
    expect((await post(url, {}, '{}', { networks, resolve: rebinding })).status).toBe(204);
    await expect(post(url, {}, '{}', { networks, resolve: rebinding })).rejects.toThrow(OUTSIDE);
    expect([asked, canary.connections, canary.received.map(({ headers }) => headers.host)]).toEqual([['hooks.example', 'hooks.example'], 1, [url.host]]);
  });

  it('is not called by way of a redirect', async () => {
    const { connections } = canary;
    const open = await Receiver.open(() => ({ status: 307, headers: { location: canary.url } }));
    expect((await post(new URL(open.url), {}, '{}', { networks: opened('127.0.0.1/32') })).status).toBe(307);
    expect([open.connections, canary.connections]).toEqual([1, connections]);
    await open.close();
  });

  it('is not asked for where names lead nowhere', async () => {
    expect(await Promise.all(['a.invalid', 'hooks.example', 'x.test', 'y.onion.'].map(resolveByDns))).toEqual([[], [], [], []]);
  });
});

describe('networks that the operator opens', () => {
  it('are called at any port, and nothing beside them', () => {
    const networks = opened(' 10.2.0.0/16, fd00:1::/64 ');
    const looked = (['10.2.3.4', '10.3.0.1', 'fd00:1::5', 'fd00:2::5', '8.8.8.8'] as const).map((address) => [networks.mayCall(address, 80), networks.mayCall(address, 8080)]);
    expect(looked).toEqual([[true, true], [false, false], [true, true], [false, false], [true, false]]);
  });

  it.each(['yes', '10.0.0.0', '10.0.0.0/33', '*', '10.0.0.0/8;11.0.0.0/8', 'localhost/8', '::/129'])('that cannot be read keep the process from starting: %s', (text) => {
    expect(() => opened(text)).toThrow('REGULARS_WEBHOOK_NETWORKS');
  });

  it('are none unless they are named', () => {
    expect([closed.mayCallPort(8080), closed.mayName('localhost', 80), closed.mayCall('127.0.0.1', 80), closed.mayCall('8.8.8.8', 443), closed.mayCall('2606:4700::1111', 443)]).toEqual([false, false, false, true, true]);
  });
});

describe('a receiver', () => {
  const networks = opened('127.0.0.1/32');
  let server: Server;
  const listen = async (handler: Parameters<typeof createServer>[1]): Promise<URL> => {
    server = createServer(handler as never);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  };
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('that does not answer is left', async () => {
    const url = await listen(() => undefined);
    await expect(post(url, {}, '{}', { networks, answerMs: 100 })).rejects.toThrow('There was no answer within 0.1 s');
  });

  it('that answers at once and never ends, or sends more than anybody reads, has answered', async () => {
    let written = 0;
    const url = await listen((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && written < 50_000_000 && response.write(Buffer.alloc(10_000))) written += 10_000;
      };
      response.on('drain', more);
      more();
    });
    expect(await post(url, {}, '{}', { networks })).toEqual({ status: 200, retryAfter: null });
    expect(written).toBeLessThan(50_000_000);
  });

  it('that sends a head without end is left', async () => {
    const url = await listen((_, response) => void response.writeHead(200, { 'x-long': 'x'.repeat(9_000) }).end());
    await expect(post(url, {}, '{}', { networks })).rejects.toThrow('The connection failed: HPE_HEADER_OVERFLOW');
  });

  it('that makes something else of the connection has not answered', async () => {
    const url = await listen((request) => void request.socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'));
    await expect(post(url, {}, '{}', { networks })).rejects.toThrow('The connection was closed without an answer');
  });

  it('whose name nobody answers for is left', async () => {
    await expect(post(new URL('http://hooks.example/'), {}, '{}', { networks, resolve: () => new Promise(() => undefined), connectMs: 100 })).rejects.toThrow('There was no address within 0.1 s');
  });

  it('that hangs up is told of as one that failed', async () => {
    const url = await listen((request) => void request.socket.destroy());
    await expect(post(url, {}, '{}', { networks })).rejects.toThrow('The connection failed: ECONNRESET');
  });
});

describe('a retry', () => {
  it('comes at its step or up to a tenth later, and not before the receiver wants it', () => {
    expect(RETRIES.map((_, index) => [retryIn(index + 1, null, 0), retryIn(index + 1, null, 1)])).toEqual(RETRIES.map((step) => [step, Math.round(step * 1.1)]));
    expect([retryIn(11, null), retryIn(11, 60_000), retryIn(1, 60_000, 0), retryIn(3, 60_000, 0), retryIn(1, 10 ** 9, 0)]).toEqual([null, null, 60_000, 120_000, 86_400_000]);
  });

  it('is asked for in seconds or by a date', () => {
    const now = new Date('2026-11-22T10:00:00Z');
    const asked = ['120', ' 0 ', 'Sun, 22 Nov 2026 10:00:30 GMT', 'Sun, 22 Nov 2026 09:00:00 GMT', 'soon', '-5', '1.5', null, '99999999999'];
    expect(asked.map((retryAfter) => readRetryAfter(retryAfter, now))).toEqual([120_000, 0, 30_000, 0, null, null, null, null, null]);
  });
});
