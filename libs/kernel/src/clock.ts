/** The database's time as seen from this process: rules never follow a node's own clock. */
export class DatabaseClock {
  private skew = 0;
  private precision = Number.POSITIVE_INFINITY;
  private measuredAt = 0;

  /** Takes a reading: the database said `databaseNow` within the last `took` ms. The sharpest of a minute counts. */
  observe(databaseNow: Date, took: number): void {
    const age = performance.now() - this.measuredAt;
    if (took > this.precision && age < 60_000) return;
    this.skew = databaseNow.getTime() - (Date.now() - took / 2);
    this.precision = took;
    this.measuredAt = performance.now();
  }

  now(offset = 0): Date {
    return new Date(Math.round(Date.now() + this.skew + offset));
  }
}
