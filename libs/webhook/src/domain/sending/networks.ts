import { BlockList, isIP } from 'node:net';

/** Ports that are called; in networks that the operator opened, any. */
const PORTS: ReadonlySet<number> = new Set([80, 443]);

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

/** Which addresses may be called: public ones, and what the operator opened beside them. */
export class Networks {
  private readonly opened: BlockList;
  readonly opensAny: boolean;

  constructor(opened: readonly string[] = []) {
    this.opened = listOf(opened);
    this.opensAny = opened.length > 0;
  }

  /** Of an address as numbers, in any spelling; a name is none. */
  mayCall(address: string, port: number): boolean {
    const family = isIP(address);
    if (family === 0) return false;
    if (this.opened.check(address, family === 6 ? 'ipv6' : 'ipv4')) return true;
    if (!PORTS.has(port)) return false;
    return family === 4 ? !reserved4.check(address, 'ipv4') : global6.check(address, 'ipv6') && !reserved6.check(address, 'ipv6');
  }

  /** Of any address at all. */
  mayCallPort(port: number): boolean {
    return this.opensAny || PORTS.has(port);
  }
}

const isNetwork = (text: string): boolean => {
  const [, address = '', prefix = ''] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(prefix) <= (family === 4 ? 32 : 128);
};

/**
 * What `REGULARS_WEBHOOK_NETWORKS` opens: networks as `10.2.0.0/16`, with spaces or commas between them. For development
 * and tests, and for receivers in a network of one's own.
 *
 * @throws Error when it cannot be read: then nothing starts
 */
export function openedNetworks(text = process.env.REGULARS_WEBHOOK_NETWORKS ?? ''): Networks {
  const networks = text.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = networks.filter((network) => !isNetwork(network));
  if (wrong.length > 0) throw new Error(`REGULARS_WEBHOOK_NETWORKS: ${wrong.join(' ')} is no network like 10.2.0.0/16`);
  return new Networks(networks);
}
