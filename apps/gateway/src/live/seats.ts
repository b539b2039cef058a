/** Counts what each holder has open, so that one of them does not take what others need. */
export class Seats {
  private readonly taken = new Map<string, number>();

  /** False, and nothing is taken, when the holder has `maximum` already. */
  take(holder: string, maximum: number): boolean {
    const count = this.taken.get(holder) ?? 0;
    if (count >= maximum) return false;
    this.taken.set(holder, count + 1);
    return true;
  }

  leave(holder: string): void {
    const count = (this.taken.get(holder) ?? 0) - 1;
    if (count > 0) this.taken.set(holder, count);
    else this.taken.delete(holder);
  }
}
