import { addressToCall, type HostLook } from '@regulars/plugin-sdk';

/** What keeps a request from being made, or from being answered; what it says is for the brand to read. */
export class SendFault extends Error {}

export const portOf = ({ protocol, port }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

/** The host as it is dialled: of an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** The address to call, and no other. @throws SendFault */
export async function addressOf(url: URL, look: HostLook): Promise<string> {
  const found = await addressToCall(hostOf(url), portOf(url), look);
  if (found.address !== null) return found.address;
  throw new SendFault({
    TOO_LATE: `There was no address within ${look.within / 1_000} s`,
    UNKNOWN: 'The host has no address',
    FORBIDDEN: 'The host is not on the public internet, or the port is neither 80 nor 443',
  }[found.reason]);
}
