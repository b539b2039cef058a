import { lookup, type LookupAddress } from 'node:dns';
import { get as getHttp } from 'node:http';
import { get as getHttps, type RequestOptions } from 'node:https';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** What reaches nobody but ourselves or our neighbours; IPv4 in IPv6's clothes included. */
const inside = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) inside.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [['::', 127], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['2001:db8::', 32], ['2002::', 16], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const) {
  inside.addSubnet(network, prefix, 'ipv6');
}
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** Whether a connection may be made to this address: the world's; while developing, this machine's, too. */
export const isReachable = (address: string, allowsLoopback: boolean): boolean => !isIn(inside, address) || (allowsLoopback && isIn(loopback, address));

export interface FetchLimits {
  readonly timeout: number;
  readonly maxBytes: number;
  /** For tests and development: http, to this machine only. */
  readonly allowsLoopback: boolean;
}

/**
 * JSON at an address that somebody else named. Follows no redirect, and looks at the address that is connected to, not
 * at the name: a name can be made to resolve to a machine of ours.
 */
export async function fetchJson(address: string, { timeout, maxBytes, allowsLoopback }: FetchLimits): Promise<unknown> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowsLoopback)) throw new Error('Only https is fetched');
  if (isIP(host) && !isReachable(host, allowsLoopback)) throw new Error('Not an address of the world');
  const onlyLoopback = url.protocol === 'http:';
  const mayReach = (one: string): boolean => (onlyLoopback ? isIn(loopback, one) : isReachable(one, allowsLoopback));
  if (onlyLoopback && isIP(host) && !isIn(loopback, host)) throw new Error('Only https is fetched');
  const options: RequestOptions = { lookup: careful(mayReach), signal: AbortSignal.timeout(timeout), headers: { accept: 'application/json' }, agent: false };
  return JSON.parse(await textOf(url, options, maxBytes)) as unknown;
}

/** Resolves a name to those of its addresses that may be reached. */
const careful = (mayReach: (address: string) => boolean): NonNullable<RequestOptions['lookup']> => (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const [first, ...others] = error ? [] : found.filter(({ address }) => mayReach(address));
    if (error) done(error, []);
    else if (!first) done(new Error('Not an address of the world'), []);
    else if (options.all) done(null, [first, ...others]);
    else done(null, first.address, first.family);
  });
};

function textOf(url: URL, options: RequestOptions, maxBytes: number): Promise<string> {
  return new Promise((resolve, fail) => {
    const request = (url.protocol === 'https:' ? getHttps : getHttp)(url, options, (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        return fail(new Error(`Answered ${response.statusCode}`));
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if ((size += chunk.length) > maxBytes) response.destroy(new Error(`Answered more than ${maxBytes} bytes`));
      });
      response.on('error', fail);
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    request.on('error', fail);
  });
}
