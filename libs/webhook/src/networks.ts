import { Networks, openedNetworks } from '@regulars/plugin-sdk';

const PORTS: ReadonlySet<number> = new Set([80, 443]);

/** What may be called, by what the operator of this process opened. A process whose environment cannot be read does not start. */
export const readNetworks = (): Networks => new Networks(PORTS, openedNetworks('REGULARS_WEBHOOK_NETWORKS'));

export const networks = readNetworks();
