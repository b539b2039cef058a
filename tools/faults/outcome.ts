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
