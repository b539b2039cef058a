import type { Context } from './context';
import { defineService } from './service';

/** Another brand of the caller's own organisation. */
export interface PartnerBrand {
  readonly id: string;
  readonly code: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Whether its plan grants the module that was asked about, and it is switched on. */
  readonly hasModule: boolean;
}

/**
 * Work in another brand of the same organisation: a unit of work of its own there, as a system actor named after the
 * module. It is committed when it ends, whatever becomes of the caller's: what must stand in both or in neither is for
 * the two to agree on. A caller that is run again does it again: `work` has to find what it did before.
 *
 * Wait for no partner while you hold what its units of work wait for: the database sees no circle that leads through
 * two transactions of one process.
 */
export interface PartnersService {
  /** Null: foreign and absent look the same, and so does the caller's own brand. */
  find(module: string, by: { readonly code: string } | { readonly id: string }): Promise<PartnerBrand | null>;
  /** Null, and nothing was done, unless both brands stand under one roof now and the module is enabled there. */
  work<T>(module: string, brandId: string, work: (ctx: Context) => Promise<T>): Promise<{ readonly answer: T } | null>;
  /** For what is underway, and what follows from it: also where the brands have parted since, or the module was switched off there. Null where they never worked together. */
  finish<T>(module: string, brandId: string, work: (ctx: Context) => Promise<T>): Promise<{ readonly answer: T } | null>;
}

export const Partners = defineService<PartnersService>('platform', 'partners');
