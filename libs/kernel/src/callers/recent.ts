/** What was learnt lately, for as long as it may be trusted; the oldest goes when there is too much. */
export class Recent<V> {
  private readonly held = new Map<string, { readonly value: V; readonly at: number }>();

  constructor(private readonly most: number, private readonly trustedFor: number) {}

  get(key: string): V | undefined {
    const one = this.held.get(key);
    return one && performance.now() - one.at <= this.trustedFor ? one.value : undefined;
  }

  /** As `get`, and also what was learnt too long ago to be trusted, while it is still there. */
  last(key: string): V | undefined {
    return this.held.get(key)?.value;
  }

  /** @param at when it was asked for, by `performance.now()` */
  set(key: string, value: V, at = performance.now()): void {
    this.held.delete(key);
    const [oldest] = this.held.keys();
    if (this.held.size >= this.most && oldest !== undefined) this.held.delete(oldest);
    this.held.set(key, { value, at }); // the newest stands last
  }

  delete(key: string): void {
    this.held.delete(key);
  }

  remove(isGone: (value: V) => boolean): void {
    for (const [key, { value }] of this.held) if (isGone(value)) this.held.delete(key);
  }
}
