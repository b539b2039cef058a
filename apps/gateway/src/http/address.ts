import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * Where a request comes from: what the outermost of our own proxies saw. Whatever a caller writes into
 * `X-Forwarded-For` stands further to the left, and is not looked at. Where a proxy says no address, the one who
 * handed the request on stands for all that come that way.
 */
export function addressOf({ headers, socket }: IncomingMessage, proxies: number): string {
  const forwarded = headers['x-forwarded-for'];
  const seen = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').map((part) => part.trim()).filter(Boolean);
  const said = proxies === 0 ? undefined : seen[Math.max(0, seen.length - proxies)];
  return networkOf(said ?? '') ?? networkOf(socket.remoteAddress ?? '') ?? '';
}

/** An IPv6 address in brackets, or an IPv4 one, with the port it was called from: the port is another each time. */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/;
/** An IPv4 address as IPv6 writes it, or as what translates between the two does. */
const MAPPED = /^(?:0:0:0:0:0:ffff|64:ff9b:0:0:0:0):([0-9a-f]+):([0-9a-f]+)$/;

/**
 * The network behind an address; null for what is no address. Of IPv6 the first 56 bits: that much is given to one
 * household, which may write any of 256 networks behind them. Phones get 64 bits each, so that up to 256 of them count
 * as one here, as all of a shop's Wi-Fi do: limits of an address are made wide enough for that.
 */
function networkOf(written: string): string | null {
  const [, inBrackets, beforePort] = WITH_PORT.exec(written) ?? [];
  const [address = ''] = (inBrackets ?? beforePort ?? written).split('%');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return null;
  const groups = groupsOf(address);
  const [, high, low] = MAPPED.exec(groups.join(':')) ?? [];
  if (high !== undefined && low !== undefined) return [high, low].flatMap(bytesOf).join('.');
  const [household = 0] = bytesOf(groups[3] ?? '0');
  return [...groups.slice(0, 3), (household << 8).toString(16)].join(':');
}

const bytesOf = (group: string): number[] => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff];

/** All eight of an IPv6 address, however it was shortened. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}
