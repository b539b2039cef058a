import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Networks } from './networks';

/** What keeps a request from being made, or from being answered; what it says is for the brand to read. */
export class SendFault extends Error {}

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

export const portOf = ({ protocol, port }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

/** The host as it is dialled: of an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/**
 * The address to call, and no other: a name that answers differently a moment later changes nothing. One address among
 * several that may not be called keeps all from being called.
 *
 * @throws SendFault
 */
export async function addressOf(url: URL, networks: Networks, resolve: Resolve): Promise<string> {
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  if (addresses.length === 0) throw new SendFault('The host has no address');
  if (!addresses.every((address) => networks.mayCall(address, portOf(url)))) throw new SendFault('The host is not on the public internet, or the port is neither 80 nor 443');
  return addresses.find((address) => isIP(address) === 4) ?? (addresses[0] as string);
}
