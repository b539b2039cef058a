import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Networks } from './networks';

/** All addresses of a name, as numbers. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

const DNS_TIMEOUT = 2_000; // ms, of each of two tries
/** Names that nobody's DNS has: asking would only take time, or tell somebody. */
const NOWHERE = /(^|\.)(invalid|test|example|onion)$/;
const LOCAL = /(^|\.)localhost$/;

/** Asked anew each time, without a cache, a hosts file or the process's few threads for such things. */
async function askDns(hostname: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT, tries: 2 });
  const answers = await Promise.all([resolver.resolve4(hostname), resolver.resolve6(hostname)].map((asked) => asked.catch(() => [])));
  return answers.flat();
}

export const resolveByDns: Resolve = (hostname) => {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (LOCAL.test(name)) return Promise.resolve(['127.0.0.1', '::1']);
  return NOWHERE.test(name) ? Promise.resolve([]) : askDns(name);
};

export interface HostLook {
  readonly networks: Networks;
  /** ms that finding the name may take. */
  readonly within: number;
  readonly resolve?: Resolve;
}

/** The one address to dial, or why none: nobody answered in time, there is none, or it may not be called. */
export type HostAddress = { readonly address: string } | { readonly address: null; readonly reason: 'TOO_LATE' | 'UNKNOWN' | 'FORBIDDEN' };

/**
 * Looks a host up that a brand named. Dial the address and not the name: one that answers differently a moment later
 * then changes nothing. One address among several that may not be called keeps all from being called.
 */
export async function addressToCall(host: string, port: number, { networks, within, resolve = resolveByDns }: HostLook): Promise<HostAddress> {
  const addresses = isIP(host) === 0 ? await inTime(resolve(host), within) : [host];
  if (addresses === null) return { address: null, reason: 'TOO_LATE' };
  const [first] = addresses;
  if (first === undefined) return { address: null, reason: 'UNKNOWN' };
  if (!addresses.every((address) => networks.mayCall(address, port))) return { address: null, reason: 'FORBIDDEN' };
  return { address: addresses.find((address) => isIP(address) === 4) ?? first };
}

async function inTime(addresses: Promise<readonly string[]>, ms: number): Promise<readonly string[] | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([addresses, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
