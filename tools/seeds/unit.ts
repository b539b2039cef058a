import type { SimulatedBrand } from './brand';
import type { Transaction } from './tables';

/** What a command is carried out with: the seams at which the installation has a database, a clock and random ids. */
export interface Unit {
  readonly tx: Transaction;
  readonly brand: SimulatedBrand;
  readonly now: Date;
  readonly newId: () => string;
}
