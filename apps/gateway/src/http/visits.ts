const WINDOW = 60_000; // ms
/** People behind one address of a phone company open what they were all sent at once: a bound far above them. */
const MOST = 1_200;
/** Who calls from ever new addresses is not counted beyond these: counting must not cost more than leading on. */
const ADDRESSES = 100_000;

/** How often links are opened from each address, counted by each process for itself: nothing is written for who only looks. */
export class Visits {
  private window = -1;
  private readonly counts = new Map<string, number>();

  constructor(private readonly most = MOST, private readonly now: () => number = () => performance.now(), private readonly addresses = ADDRESSES) {}

  /** False: it has been too often in this minute. */
  take(address: string): boolean {
    const window = Math.floor(this.now() / WINDOW);
    if (window !== this.window) {
      this.window = window;
      this.counts.clear();
    }
    const count = (this.counts.get(address) ?? 0) + 1;
    if (count === 1 && this.counts.size >= this.addresses) return true;
    this.counts.set(address, count);
    return count <= this.most;
  }
}
