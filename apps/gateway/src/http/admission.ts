import { HttpProblem } from './problem';

/** How many operations a gateway works on, or has waiting for a connection, at once. */
export const MAX_IN_PROGRESS = 512;

/**
 * A queue with an end: who comes when it is full is sent away at once, before anything was read or asked, instead of
 * making everybody's wait longer than callers have patience for.
 */
export class Admission {
  private inProgress = 0;

  constructor(private readonly most: number, private readonly onRefusal: () => void) {}

  async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.inProgress >= this.most) {
      this.onRefusal();
      throw new HttpProblem('UNAVAILABLE', 'Too much is asked of this gateway just now. Try again shortly.', { headers: { 'retry-after': '1' } });
    }
    this.inProgress++;
    try {
      return await work();
    } finally {
      this.inProgress--;
    }
  }
}
