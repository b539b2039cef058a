import { BlockList, isIP } from 'node:net';

/** IPv4 that is no public host's: this network, private, shared, loopback, link-local, documentation, tests, multicast, reserved, and what clouds serve their metadata at. */
const RESERVED_4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '168.63.129.16/32', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24',
  '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
];
/** All that is given out of IPv6 lies here. Mapped and translated IPv4, loopback, link-local and private addresses do not. */
const GLOBAL_6 = ['2000::/3'];
/** Within it: protocols (Teredo among them, which hides an IPv4 address), documentation, and 6to4, which hides one, too. */
const RESERVED_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

const reserved4 = listOf(RESERVED_4);
const global6 = listOf(GLOBAL_6);
const reserved6 = listOf(RESERVED_6);

/** Whether an address as numbers, in any spelling, is a host's on the public internet; a name is none. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !reserved4.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !reserved6.check(address, 'ipv6');
}

const isLocalName = (host: string): boolean => /(^|\.)localhost\.?$/i.test(host);

/** Which hosts that a brand named may be called: public ones at some ports, and what the operator opened beside them, at any. */
export class Networks {
  private readonly opened: BlockList;
  private readonly opensAny: boolean;

  constructor(private readonly ports: ReadonlySet<number>, opened: readonly string[] = []) {
    this.opened = listOf(opened);
    this.opensAny = opened.length > 0;
  }

  /** Of an address as numbers, in any spelling; a name is none. */
  mayCall(address: string, port: number): boolean {
    const family = isIP(address);
    if (family === 0) return false;
    return this.opened.check(address, family === 6 ? 'ipv6' : 'ipv4') || (this.ports.has(port) && isPublicAddress(address));
  }

  /** Of any address at all. */
  mayCallPort(port: number): boolean {
    return this.opensAny || this.ports.has(port);
  }

  /** Of a host as somebody names it: false where nothing it can stand for may be called. What is behind a name is looked at each time it is called. */
  mayName(host: string, port: number): boolean {
    return isIP(host) === 0 ? this.opensAny || !isLocalName(host) : this.mayCall(host, port);
  }
}

const isNetwork = (text: string): boolean => {
  const [, address = '', prefix = ''] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(prefix) <= (family === 4 ? 32 : 128);
};

/**
 * The networks that a variable of the environment opens: as `10.2.0.0/16`, with spaces or commas between them.
 *
 * @throws Error when it cannot be read: then nothing starts
 */
export function openedNetworks(variable: string): readonly string[] {
  const networks = (process.env[variable] ?? '').split(/[\s,]+/).filter((part) => part !== '');
  const wrong = networks.filter((network) => !isNetwork(network));
  if (wrong.length > 0) throw new Error(`${variable}: ${wrong.join(' ')} is no network like 10.2.0.0/16`);
  return networks;
}
