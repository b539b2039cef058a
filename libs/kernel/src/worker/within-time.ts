/** How long a handler, reaction or job may take before it counts as failed, in ms. */
const TIME_LIMIT_MS = 60_000;

/** What `work` answers; rejects when it takes too long, so that what never ends cannot hold a connection for good. */
export async function withinTime<T>(work: Promise<T>, name: string, limitMs = TIME_LIMIT_MS, fault: (message: string) => Error = (message) => new Error(message)): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fault(`${name} took longer than ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
