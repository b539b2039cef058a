import { fetchJson, isReachable } from './fetch-json';

const LIMITS = { timeout: 2_000, maxBytes: 1_000, allowsLoopback: false };

describe('fetchJson', () => {
  it.each([
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1', '2002:7f00:1::', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'ff02::1',
  ])('does not reach %s', (address) => {
    expect(isReachable(address, false)).toBe(false);
  });

  it.each(['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2001:4860:4860::8888'])('reaches %s', (address) => {
    expect(isReachable(address, false)).toBe(true);
  });

  it('reaches this machine while developing, and its neighbours never', () => {
    expect([isReachable('127.0.0.1', true), isReachable('::1', true), isReachable('10.0.0.1', true), isReachable('169.254.169.254', true)]).toEqual([true, true, false, false]);
  });

  it.each([
    'http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'data:application/json,{}', 'https://127.0.0.1/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://2130706433/', 'https://0x7f.1/',
    'https://017700000001/', 'https://localhost/', 'no address',
  ])('asks nothing of %s in production', async (address) => {
    await expect(fetchJson(address, LIMITS)).rejects.toThrow(/Only https|Not an address|Invalid URL/);
  });

  it.each(['http://example.com/', 'http://10.0.0.1/', 'http://8.8.8.8/'])('asks nothing of %s while developing', async (address) => {
    await expect(fetchJson(address, { ...LIMITS, allowsLoopback: true })).rejects.toThrow(/Only https|Not an address|ENOTFOUND|EAI_AGAIN/);
  });
});
