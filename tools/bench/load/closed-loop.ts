/** What a load got done. */
export interface Done {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** `clients` callers, each sending its next request once it has the answer, for a time. Any failure ends it. */
export async function closedLoop(clients: number, milliseconds: number, request: (client: number) => Promise<void>): Promise<Done> {
  const times: number[] = [];
  const started = performance.now();
  const until = started + milliseconds;
  const run = async (client: number): Promise<void> => {
    for (let now = performance.now(); now < until; ) {
      await request(client);
      const after = performance.now();
      times.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  const seconds = (performance.now() - started) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { requests: times.length, seconds, p50: at(0.5), p99: at(0.99) };
}
