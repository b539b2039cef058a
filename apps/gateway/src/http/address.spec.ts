import type { IncomingMessage } from 'node:http';
import { addressOf } from './address';

const from = (forwarded: string | undefined, proxies = 1, remoteAddress: string | undefined = '10.0.0.9'): string =>
  addressOf({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } } as unknown as IncomingMessage, proxies);

describe('the address of a caller', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:51234', '203.0.113.7'],
    ['2001:db8:1:2ff::5', '2001:db8:1:200'],
    ['2001:0DB8:0001:02ff:0:0:0:5', '2001:db8:1:200'],
    ['[2001:db8:1:2ff::5]', '2001:db8:1:200'],
    ['[2001:db8:1:2ff::5]:51234', '2001:db8:1:200'],
    ['2001:db8::5', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['64:ff9b::203.0.113.7', '203.0.113.7'],
    ['::1', '0:0:0:0'],
  ])('%s is of %s', (written, network) => {
    expect(from(written)).toBe(network);
    expect(from(undefined, 0, written.replace(/^\[|\](:\d+)?$/g, ''))).toBe(network);
  });

  it('is the same whatever port and whichever of a household\'s 256 networks is called from', () => {
    const one = (addresses: readonly string[]) => new Set(addresses.map((address) => from(address))).size;
    expect(one(Array.from({ length: 50 }, (_, n) => `203.0.113.7:${50_000 + n}`))).toBe(1);
    expect(one(Array.from({ length: 50 }, (_, n) => `[2001:db8:1:2::5]:${50_000 + n}`))).toBe(1);
    expect(one(Array.from({ length: 256 }, (_, n) => `2001:db8:1:2${n.toString(16).padStart(2, '0')}::5`))).toBe(1);
    expect(one(['2001:db8:1:200::5', '2001:db8:1:300::5', '2001:db8:2:200::5'])).toBe(3);
  });

  it.each(['unknown', '_hidden', '203.0.113.7:', '203.0.113', '999.0.0.1', '[]', '[203.0.113.7', 'a'.repeat(500)])('is the proxy\'s where it says no address: %s', (written) => {
    expect(from(written)).toBe('10.0.0.9');
  });

  it('is what the outermost of our own proxies saw, whatever the caller wrote before it', () => {
    expect(from('198.51.100.1, 203.0.113.7:1, 10.0.0.2', 2)).toBe('203.0.113.7');
    expect(from('203.0.113.7', 0)).toBe('10.0.0.9');
    expect(from(undefined)).toBe('10.0.0.9');
    expect(addressOf({ headers: {}, socket: {} } as unknown as IncomingMessage, 1)).toBe('');
  });
});
