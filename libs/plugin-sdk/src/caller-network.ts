import { defineService } from './service';

/** Where a call comes from, told apart and not told: as a keyed hash of the brand's, the same for one network each time. */
export interface CallerNetwork {
  /**
   * Of IPv4 the first 24 bits, of IPv6 the first 56. Null for work of the platform's own, and for what comes from no
   * network of the world's: behind a proxy that says no address everybody would be neighbours.
   */
  readonly index: Buffer | null;
}

/** Of members who call themselves; a till or a brand's own server stands for everybody it speaks for. */
export const CallerNetwork = defineService<CallerNetwork>('platform', 'caller-network');
