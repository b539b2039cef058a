import { HttpProblem } from './problem';

/** How long the answer to an operation may take once its body is here, in ms: its caller is to have it within 8 s. */
export const REQUEST_DEADLINE = 7_800;

const tooLate = (): HttpProblem => new HttpProblem('UNAVAILABLE', 'The service cannot answer right now. Try again shortly.', { headers: { 'retry-after': '1' } });

/** The time one request has. When it is over the caller is told so, and what works for it is abandoned. */
export class Deadline {
  private readonly ends: number;
  private readonly abandons = new Set<() => void>();

  constructor(milliseconds: number) {
    this.ends = performance.now() + milliseconds;
  }

  /** Called, once, when the time is over; what was begun before it was said is abandoned too. */
  onExpiry(abandon: () => void): void {
    if (performance.now() >= this.ends) abandon();
    else this.abandons.add(abandon);
  }

  /** What `work` answers, as long as there is time. */
  async within<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        for (const abandon of this.abandons) abandon();
        reject(tooLate());
      }, Math.max(0, this.ends - performance.now()));
    });
    try {
      return await Promise.race([work, expired]);
    } finally {
      clearTimeout(timer);
    }
  }
}
