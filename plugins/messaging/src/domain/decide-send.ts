import { instantOfLocal, wallClock } from '@regulars/plugin-sdk';

/** All that is asked about a message at the moment it would be sent. */
export interface SendFacts {
  readonly purpose: 'MARKETING' | 'SERVICE';
  readonly now: Date;
  /** When nobody wants to hear it any more. */
  readonly expiresAt: Date;
  readonly isActive: boolean;
  /** What the member answered last to this purpose on this channel; null: was not asked. */
  readonly consent: boolean | null;
  /** NONE: there is no address. UNUSABLE: nothing can be sent to it. BLOCKED: the provider said that it takes nothing. */
  readonly reach: 'OK' | 'NONE' | 'UNUSABLE' | 'BLOCKED';
  /** For how many ms after the member wrote to the brand it may be sent; null: at any time. */
  readonly replyWithin: number | null;
  /** When they last wrote by this channel, from the address; null: it is not known that they did. */
  readonly lastWroteAt: Date | null;
  /** Marketing by this channel in the last 24 hours, and in the last week. */
  readonly sentInDay: number;
  readonly sentInWeek: number;
  /** What is left of the month, of which `reserve` is kept for SERVICE; null: no bound. */
  readonly unitsLeft: number | null;
  readonly reserve: number;
}

export interface SendPolicy {
  readonly perDay: number;
  readonly perWeek: number;
  /** HH:MM */
  readonly quietHours: { readonly from: string; readonly to: string } | null;
  readonly timeZone: string;
}

export type SuppressReason = 'NOT_ACTIVE' | 'NO_CONSENT' | 'NO_BINDING' | 'UNUSABLE_ADDRESS' | 'BLOCKED' | 'WINDOW_CLOSED' | 'CAP' | 'QUIET' | 'EXPIRED' | 'QUOTA' | 'MISSING_VAR' | 'NO_CONTENT' | 'CONTENT_INVALID' | 'CANCELLED' | 'NO_CHANNEL' | 'DUPLICATE';

export type Decision = { readonly is: 'SEND' } | { readonly is: 'SUPPRESS'; readonly reason: SuppressReason } | { readonly is: 'WAIT'; readonly until: Date };

const no = (reason: SuppressReason): Decision => ({ is: 'SUPPRESS', reason });

/**
 * The one place that says whether a message is sent, in this order: consent, reach, window, cap, life, quiet hours, quota. Which of
 * several takes what is left of a quota follows from the order in which they are asked about: by priority.
 */
export function decideSend(facts: SendFacts, policy: SendPolicy): Decision {
  const isMarketing = facts.purpose === 'MARKETING';
  if (!facts.isActive) return no('NOT_ACTIVE');
  // Marketing is agreed to; what concerns a member is refused.
  if (isMarketing ? facts.consent !== true : facts.consent === false) return no('NO_CONSENT');
  if (facts.reach === 'NONE') return no('NO_BINDING');
  if (facts.reach === 'UNUSABLE') return no('UNUSABLE_ADDRESS');
  if (facts.reach === 'BLOCKED') return no('BLOCKED');
  if (facts.replyWithin !== null && !wroteWithin(facts.replyWithin, facts)) return no('WINDOW_CLOSED');
  if (isMarketing && (facts.sentInDay >= policy.perDay || facts.sentInWeek >= policy.perWeek)) return no('CAP');
  if (facts.now >= facts.expiresAt) return no('EXPIRED');
  const until = quietUntil(facts.now, policy);
  if (until !== null) return until < facts.expiresAt ? { is: 'WAIT', until } : no('QUIET');
  const left = facts.unitsLeft === null ? Infinity : facts.unitsLeft - (isMarketing ? facts.reserve : 0);
  return left > 0 ? { is: 'SEND' } : no('QUOTA');
}

const wroteWithin = (ms: number, { now, lastWroteAt }: SendFacts): boolean => lastWroteAt !== null && now.getTime() - lastWroteAt.getTime() < ms;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const MINUTE = 60_000;
const DAY = 24 * 60;

/** The end of the quiet hours in which an instant lies; null: it lies in none. */
export function quietUntil(now: Date, { quietHours, timeZone }: Pick<SendPolicy, 'quietHours' | 'timeZone'>): Date | null {
  if (quietHours === null) return null;
  const [from, to] = [minutesOf(quietHours.from), minutesOf(quietHours.to)];
  const { date, minutes } = wallClock(now, timeZone);
  const isQuiet = from <= to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
  if (!isQuiet) return null;
  const end = Date.parse(date) + (minutes < to ? to : to + DAY) * MINUTE;
  const until = new Date(instantOfLocal(end, timeZone));
  // A clock that was put back reads the same twice.
  return until > now ? until : new Date(now.getTime() + MINUTE);
}
