import { defineService } from './service';

/** How one invariant stands for the brand. */
export interface InvariantStanding {
  readonly invariant: string;
  readonly description: string;
  /** Things that break it, as far as has been looked. */
  readonly violations: number;
}

/** How the brand's books stood when they were last looked at. */
export interface BooksStanding {
  /** When the brand was last looked at, by its own clock. */
  readonly checkedAt: Date;
  /** One for each invariant of the modules the brand has enabled that every minute looks at. */
  readonly checks: readonly InvariantStanding[];
}

/** What the kernel tells of the state of a brand's books. */
export interface BooksService {
  standing(): Promise<BooksStanding>;
}

export const Books = defineService<BooksService>('platform', 'books');
