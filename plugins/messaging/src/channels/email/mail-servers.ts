import { isIP } from 'node:net';
import { addressToCall, Networks, openedNetworks, type Resolve } from '@regulars/plugin-sdk';

/** Where mail servers listen for who hands mail in. */
const PORTS: ReadonlySet<number> = new Set([25, 465, 587, 2525]);
const LOOK_UP = 5_000; // ms
const NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i;

/** Which servers brands may have us call: a brand must not reach what only we reach. */
export interface MailServers {
  readonly networks: Networks;
  readonly resolve?: Resolve;
}

/** By what the operator of this process opened. A process whose environment cannot be read does not start. */
export const readMailServers = (): MailServers => ({ networks: new Networks(PORTS, openedNetworks('REGULARS_MAIL_NETWORKS')) });

interface Place {
  readonly host: string;
  readonly port: number;
}

/** What in credentials can be refused without looking a name up. */
export function forbiddenIn({ host, port }: Place, { networks }: MailServers): readonly string[] {
  if (!networks.mayCallPort(port)) return ['port'];
  const isHost = isIP(host) !== 0 || NAME.test(host);
  return isHost && networks.mayName(host, port) ? [] : ['host'];
}

export type MailServer = { readonly address: string } | { readonly address: null; readonly reason: 'PROVIDER_UNREACHABLE' | 'HOST_FORBIDDEN' };

/** Looked up and checked anew for each batch: a name may stand for something else by now. */
export async function serverToCall(host: string, port: number, { networks, resolve }: MailServers): Promise<MailServer> {
  const found = await addressToCall(host, port, { networks, within: LOOK_UP, ...(resolve && { resolve }) });
  if (found.address !== null) return found;
  return { address: null, reason: found.reason === 'FORBIDDEN' ? 'HOST_FORBIDDEN' : 'PROVIDER_UNREACHABLE' };
}
