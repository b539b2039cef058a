import { Cron } from 'croner';

const parsed = new Map<string, Cron>();

/** The first instant after `after` that a cron expression names in a time zone; null when there is none. */
export function nextOccurrence(expression: string, timeZone: string, after: Date): Date | null {
  const key = `${timeZone} ${expression}`;
  let cron = parsed.get(key);
  if (!cron) parsed.set(key, (cron = new Cron(expression, { timezone: timeZone, paused: true, mode: '5-part' })));
  return cron.nextRun(after);
}
