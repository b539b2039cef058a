import { lookup, type LookupAddress } from 'node:dns';
import { get as getHttp } from 'node:http';
import { get as getHttps, type RequestOptions } from 'node:https';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { isPublicAddress } from '@regulars/plugin-sdk';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** Whether a connection may be made to this address: the world's; while developing, this machine's, too. */
export const isReachable = (address: string, allowsLoopback: boolean): boolean => isPublicAddress(address) || (allowsLoopback && isIn(loopback, address));

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
