import type { FaultShop } from './shop';
import type { Sent } from './orders';

export interface Finding {
  readonly promise: string;
  readonly violations: number;
}

/** What a run of faults works with. */
export interface FaultStage {
  /** As the owner. */
  readonly databaseUrl: string;
  readonly appUrl: string;
  readonly relayUrl: string;
  readonly keyFile: string;
  readonly shop: FaultShop;
}

/** What a run of faults showed. */
export interface Outcome {
  /** A line each. */
  readonly figures: readonly string[];
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly Sent[];
}

/** A promise that is kept or not, as a finding. */
export const kept = (promise: string, isKept: boolean): Finding => ({ promise, violations: isKept ? 0 : 1 });

/** A promise and how often it is broken, as a finding. */
export const counts = (promise: string, violations: number): Finding => ({ promise, violations });

/** A finding as it is printed. */
export const lineOf = ({ promise, violations }: Finding): string => (violations === 0 ? `  ok     ${promise}` : `  BROKEN ${promise}: ${violations}`);
