import { createHmac } from 'node:crypto';
import { type CallerNetwork } from '@regulars/plugin-sdk';
import { isReachable } from './identity/fetch-json';

/** `address` as the gateway reads it: IPv4 in full, of IPv6 the four groups that hold its first 56 bits. */
export const networkOfCaller = (brandId: string | null, address: string | undefined, key: Buffer): CallerNetwork => ({
  index: address === undefined || address === '' || !isOfTheWorld(address) ? null : createHmac('sha256', key).update(JSON.stringify(['caller-network', brandId, networkOf(address)])).digest(),
});

const isOfTheWorld = (address: string): boolean => isReachable(address.includes(':') ? `${address}::` : address, false);

const networkOf = (address: string): string => (address.includes(':') ? address : address.split('.').slice(0, 3).join('.'));
