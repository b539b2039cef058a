import { defineService } from './service';

/** What holding the sealed rows of a brand against their chains gave. */
export interface SealVerdict {
  /** Links looked at. */
  readonly checked: number;
  /** Every row is as it was sealed, none is missing, and none came between. */
  readonly intact: boolean;
  /** Rows that are not part of a chain yet: the newest. */
  readonly unsealed: number;
  /** The first broken row of the audit; null when none is, or when the row itself is gone. */
  readonly brokenAudit: string | null;
  /** When the end of a chain of this brand was last written down outside of the database. */
  readonly anchoredAt: Date | null;
}

/** Chains over what must never be changed: the audit, and ledgers of modules. */
export interface Seals {
  /** @param from looks at rows from then on; null: at all */
  verify(from: Date | null): Promise<SealVerdict>;
}

export const Seals = defineService<Seals>('platform', 'seals');
