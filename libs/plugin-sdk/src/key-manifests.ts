import { defineService } from './service';

/** One operation that a key may run. */
export interface ListedOperation {
  readonly text: string;
  /** Points this operation may cost instead of what its audience's may; null: no more than any other. */
  readonly maxCost: number | null;
}

/** The keys of the brand that run nothing but what is on their list. */
export interface KeyManifests {
  /** Effective everywhere within 5 s. An empty list allows nothing, null everything again. False when the brand has no such key. */
  set(keyId: string, operations: readonly ListedOperation[] | null): Promise<boolean>;
  /** How many operations each listed key has. */
  counts(): Promise<ReadonlyMap<string, number>>;
}

export const KeyManifests = defineService<KeyManifests>('platform', 'key-manifests');
