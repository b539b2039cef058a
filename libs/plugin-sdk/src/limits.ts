import { defineService } from './service';

/** At most `max` in any window of `seconds`. */
export interface LimitRule {
  readonly max: number;
  readonly seconds: number;
}

/**
 * Counts attempts at something that must not be tried too often, exactly and across all processes. Each `take` is
 * a transaction of its own: what the caller's transaction becomes does not undo the count.
 */
export interface Limits {
  /**
   * @param name what is limited, e.g. `member.sign-in-code`
   * @param subject by whom or at whom; stored as a keyed hash only
   * @returns null when it may go on, else the seconds until it may
   */
  take(name: string, subject: string, rules: readonly LimitRule[]): Promise<number | null>;
  /** Forgets what was counted, e.g. after a sign-in that succeeded. */
  clear(name: string, subject: string): Promise<void>;
}

/** Of a brand: its subjects are not another's, and windows move with its clock, a sandbox's too. */
export const Limits = defineService<Limits>('platform', 'limits');

/**
 * Of the whole installation, by the database's clock, whichever brand's credential a caller shows: for secrets of
 * people who stand above brands. A sandbox whose clock is moved gives nobody more attempts.
 */
export const InstallationLimits = defineService<Limits>('platform', 'installation-limits');

/**
 * Counts what comes from the caller's network address, as the installation's own proxies saw it, whoever calls: for
 * attempts that only their number makes dangerous. Many people share an address (a shop's Wi-Fi, a phone company), so
 * limits are wide. By brand, where there is one, and by the database's clock; the address is kept as a keyed hash.
 */
export interface AddressLimits {
  /** As `Limits.take`; null for what comes from no network. */
  take(name: string, rules: readonly LimitRule[]): Promise<number | null>;
}

export const AddressLimits = defineService<AddressLimits>('platform', 'address-limits');
