import { TierCarryOver, TierDowngrade, TierOnRefund, type TierTerms, TierWindow } from '../src/domain/program';
import { MemberSimulation, type Revision } from './support/member-simulation';
import { all, counted, demoTerms, NET_SPEND, terms, tier } from './support/terms';

const TAIPEI = { timeZone: 'Asia/Taipei', dayStartsAt: 0 };
const at = (local: string): number => Date.parse(`${local}${local.length === 10 ? 'T12:00:00' : ''}+08:00`);
const joined = at('2024-01-01');

const member = (rules: TierTerms, now: string, more: { activatedAt?: number; dayStartsAt?: number } = {}): MemberSimulation =>
  new MemberSimulation(rules, joined, at(now), { activatedAt: more.activatedAt, calendar: { ...TAIPEI, dayStartsAt: more.dayStartsAt ?? 0 } });

let made = 0;
const order = (placed: string, gross: number, more: Partial<Revision> = {}): Revision => {
  made++;
  return { id: `order-${made}`, revision: 1, placedAt: at(placed), updatedAt: at(placed), gross, refunded: 0, ...more };
};
const refund = (first: Revision, when: string, refunded: number): Revision => ({ ...first, revision: first.revision + 1, updatedAt: at(when), refunded });

const told = (who: MemberSimulation): string[] =>
  who.standings.map(({ from, tier: code, reason, until }) => {
    const text = (instant: number): string => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 16);
    return `${text(from)} ${code} ${reason}${until === null ? '' : ` until ${text(until)}`}`;
  });

const SPEND = (least: number, window = TierWindow.LIFETIME): ReturnType<typeof all> => all(NET_SPEND(least, window, null));

describe('upgrades', () => {
  it('rises at the placedAt of the order that crosses the line, over several ranks at once', () => {
    const who = member(demoTerms(), '2024-12-01');
    who.accept(order('2024-02-01', 49_999), order('2024-03-01T08:15:00', 200_001));
    expect(told(who)).toEqual(['2024-03-01T08:15 GOLD UPGRADED']);
    expect(who.present.cause).toEqual({ orderId: 'order-2', actId: null, evidence: [{ metric: 'NET_SPEND', window: 'ROLLING_DAYS', required: 200_000n, have: 250_000n }] });
  });

  it('counts distinct business dates as visits, by the day the brand begins at', () => {
    const rules = terms([tier(0, 'BASE', null), tier(1, 'REGULAR', all(counted('VISIT_COUNT', 2, TierWindow.LIFETIME, null)))]);
    const bar = member(rules, '2024-12-01', { dayStartsAt: 300 });
    bar.accept(order('2024-05-03T22:00:00', 100), order('2024-05-04T04:59:59', 100));
    expect(told(bar)).toEqual([]);
    bar.accept(order('2024-05-04T05:00:00', 100));
    expect(told(bar)).toEqual(['2024-05-04T05:00 REGULAR UPGRADED']);
  });

  it('does not count what is not paid, nor what was voided, once it was', () => {
    const who = member(demoTerms(), '2024-12-01');
    const placed = order('2024-02-01', 60_000, { status: 'PLACED' });
    who.accept(placed);
    expect(told(who)).toEqual([]);
    who.accept({ ...placed, revision: 2, status: 'PAID', updatedAt: at('2024-02-02') });
    expect(told(who)).toEqual(['2024-02-01T12:00 SILVER UPGRADED']);
    who.accept({ ...placed, revision: 3, status: 'VOIDED', updatedAt: at('2024-02-05') });
    expect(told(who)).toEqual(['2024-02-01T12:00 SILVER UPGRADED', '2024-02-05T12:00 MEMBER REFUNDED']);
  });

  it('by SINCE_TIER_START asks for what came after the tier before, less or more as it carries over', () => {
    const rules = (carryOver: TierCarryOver): TierTerms => terms([
      tier(0, 'BASE', null), tier(1, 'SILVER', SPEND(1_000)), tier(2, 'GOLD', all(NET_SPEND(3_000, TierWindow.SINCE_TIER_START, null))),
    ], { carryOver });
    const tierAfter = (carryOver: TierCarryOver, ...later: number[]): string => {
      const who = member(rules(carryOver), '2024-12-01');
      who.accept(order('2024-02-01', 1_600), ...later.map((gross, index) => order(`2024-03-0${index + 1}`, gross)));
      return who.present.tier;
    };
    expect(tierAfter(TierCarryOver.NONE, 2_999)).toBe('SILVER');
    expect(tierAfter(TierCarryOver.NONE, 2_999, 1)).toBe('GOLD');
    expect(tierAfter(TierCarryOver.EXCESS, 2_399)).toBe('SILVER');
    expect(tierAfter(TierCarryOver.EXCESS, 2_400)).toBe('GOLD');
    expect(tierAfter(TierCarryOver.ALL, 1_399)).toBe('SILVER');
    expect(tierAfter(TierCarryOver.ALL, 1_400)).toBe('GOLD');
  });
});

describe('a rolling window', () => {
  it('lets spend go at the start of the business date 365 days later', () => {
    const who = member(demoTerms(), '2024-06-01');
    who.accept(order('2024-02-10T23:59:59', 60_000));
    who.advance(at('2025-12-01'));
    expect(told(who)).toEqual(['2024-02-10T23:59 SILVER UPGRADED', '2025-02-09T00:00 MEMBER DOWNGRADED']);
    expect(who.judged).toBe(2);
  });

  it('of months ends on the same day of the month, of shorter months on their last', () => {
    const rules = terms([tier(0, 'BASE', null), tier(1, 'SILVER', all(NET_SPEND(1_000, TierWindow.ROLLING_MONTHS, 1)))]);
    const who = member(rules, '2024-01-31T13:00:00');
    who.accept(order('2024-01-31', 1_000));
    who.advance(at('2024-06-01'));
    expect(told(who)).toEqual(['2024-01-31T12:00 SILVER UPGRADED', '2024-02-29T00:00 BASE DOWNGRADED']);
  });

  it('of the calendar year ends with it', () => {
    const rules = terms([tier(0, 'BASE', null), tier(1, 'SILVER', all(NET_SPEND(1_000, TierWindow.CALENDAR_YEAR, null)))]);
    const who = member(rules, '2024-06-01');
    who.accept(order('2024-05-31', 1_000));
    who.advance(at('2025-06-01'));
    expect(told(who)).toEqual(['2024-05-31T12:00 SILVER UPGRADED', '2025-01-01T00:00 BASE DOWNGRADED']);
  });

  it.each([
    [TierDowngrade.TO_QUALIFIED, ['2025-02-10T00:00 SILVER DOWNGRADED']],
    [TierDowngrade.ONE_STEP, ['2025-02-10T00:00 SILVER DOWNGRADED']],
    [TierDowngrade.TO_BASE, ['2025-02-10T00:00 MEMBER DOWNGRADED']],
    [TierDowngrade.NEVER, []],
  ])('downgrades %s', (downgrade, then) => {
    const who = member(demoTerms({ downgrade }), '2024-06-01');
    who.accept(order('2024-02-11', 500_000), order('2024-08-01', 60_000));
    who.advance(at('2025-03-01'));
    expect(told(who)).toEqual(['2024-02-11T12:00 PLATINUM UPGRADED', ...then]);
  });

  it('keeps by a rule of its own, lower than the one for reaching the tier', () => {
    const rules = terms([tier(0, 'BASE', null), tier(1, 'SILVER', all(NET_SPEND(1_000)), { renewWhen: all(NET_SPEND(300)) })]);
    const who = member(rules, '2024-10-01');
    who.accept(order('2024-02-11', 1_000), order('2024-09-01', 300));
    who.advance(at('2026-01-01'));
    expect(told(who)).toEqual(['2024-02-11T12:00 SILVER UPGRADED', '2025-09-01T00:00 BASE DOWNGRADED']);
  });
});

describe('validity', () => {
  const rules = (more: Partial<TierTerms> = {}): TierTerms => terms([
    tier(0, 'BASE', null),
    tier(1, 'SILVER', all(NET_SPEND(2_000)), { validMonths: 12 }),
    tier(2, 'GOLD', all(NET_SPEND(10_000)), { validMonths: 12, renewWhen: all(NET_SPEND(8_000)) }),
  ], { graceDays: 30, downgrade: TierDowngrade.ONE_STEP, ...more });

  it('renews with exactly what is asked for, to the end of the same day a year later', () => {
    const who = member(rules(), '2024-07-02');
    who.accept(order('2024-06-30', 10_000));
    who.now = at('2025-05-01');
    who.accept(order('2025-04-30', 8_000));
    who.advance(at('2025-08-01'));
    expect(told(who)).toEqual(['2024-06-30T12:00 GOLD UPGRADED until 2025-07-01T00:00', '2025-07-01T00:00 GOLD RENEWED until 2026-07-01T00:00']);
  });

  it('one short of it gives grace, then falls a step', () => {
    const who = member(rules(), '2024-07-02');
    who.accept(order('2024-06-30', 10_000), order('2025-04-30', 7_999));
    who.advance(at('2025-09-01'));
    expect(told(who)).toEqual([
      '2024-06-30T12:00 GOLD UPGRADED until 2025-07-01T00:00',
      '2025-07-01T00:00 GOLD GRACE until 2025-07-31T00:00',
      '2025-07-31T00:00 SILVER DOWNGRADED until 2026-08-01T00:00',
    ]);
    expect(who.present.since).toBe(at('2025-07-31T00:00:00'));
  });

  it('what was missing, bought in grace, renews to where it would have ended anyway', () => {
    const who = member(rules(), '2024-07-02');
    who.accept(order('2024-06-30', 10_000), order('2025-04-30', 7_999));
    who.advance(at('2025-07-10T15:00:00'));
    expect(who.present.state).toBe('GRACE');
    who.accept(order('2025-07-10T14:00:00', 1));
    expect(told(who).slice(1)).toEqual(['2025-07-01T00:00 GOLD GRACE until 2025-07-31T00:00', '2025-07-10T14:00 GOLD RENEWED until 2026-07-01T00:00']);
    expect(who.present.since).toBe(at('2024-06-30'));
  });

  it.each([
    [TierCarryOver.NONE, 7_999, 'GRACE'],
    [TierCarryOver.NONE, 8_000, 'RENEWED'],
    [TierCarryOver.EXCESS, 5_999, 'GRACE'],
    [TierCarryOver.EXCESS, 6_000, 'RENEWED'],
    [TierCarryOver.ALL, 1, 'RENEWED'],
  ])('carries %s of an upgrade by 12,000 over: with %d it is %s', (carryOver, spent, reason) => {
    const who = member(rules({ carryOver }), '2024-07-02');
    who.accept(order('2024-06-30', 12_000), order('2025-01-01', spent));
    who.advance(at('2025-07-02'));
    expect(who.present.reason).toBe(reason);
  });

  it('does not carry over again what was carried over', () => {
    const who = member(rules({ carryOver: TierCarryOver.ALL, graceDays: 0 }), '2024-07-02');
    who.accept(order('2024-06-30', 12_000));
    who.advance(at('2027-01-01'));
    expect(told(who)).toEqual([
      '2024-06-30T12:00 GOLD UPGRADED until 2025-07-01T00:00',
      '2025-07-01T00:00 GOLD RENEWED until 2026-07-01T00:00',
      '2026-07-01T00:00 SILVER DOWNGRADED until 2027-07-02T00:00',
    ]);
  });

  it('NEVER keeps the tier for another period', () => {
    const who = member(rules({ downgrade: TierDowngrade.NEVER }), '2024-07-02');
    who.accept(order('2024-06-30', 10_000));
    who.advance(at('2025-08-01'));
    expect(told(who).at(-1)).toBe('2025-07-01T00:00 GOLD KEPT until 2026-07-01T00:00');
  });
});

describe('refunds', () => {
  it('let the tier fall when they take effect, and leave the past as it was', () => {
    const who = member(demoTerms(), '2024-12-01');
    const big = order('2024-02-01', 210_000);
    who.accept(big, order('2024-03-01', 55_000));
    who.accept(refund(big, '2024-04-01T10:00:00', 210_000));
    expect(told(who)).toEqual(['2024-02-01T12:00 GOLD UPGRADED', '2024-04-01T10:00 SILVER REFUNDED']);
    expect(who.tierAt(at('2024-03-31'))).toBe('GOLD');
    expect(who.present.cause.orderId).toBe(big.id);
  });

  it('that come in one after the other do not rewrite what the first had done', () => {
    const who = member(demoTerms(), '2024-12-01');
    const big = order('2024-02-01', 210_000);
    const first = refund(big, '2024-04-01', 100_000);
    who.accept(big);
    who.accept(first);
    who.accept(refund(first, '2024-05-01', 210_000));
    expect(told(who)).toEqual(['2024-02-01T12:00 GOLD UPGRADED', '2024-04-01T12:00 SILVER REFUNDED', '2024-05-01T12:00 MEMBER REFUNDED']);
  });

  it('of an order that arrives refunded count from when they took effect', () => {
    const who = member(demoTerms(), '2024-12-01');
    who.accept(refund(order('2024-02-01', 210_000), '2024-04-01', 210_000));
    expect(told(who)).toEqual(['2024-02-01T12:00 GOLD UPGRADED', '2024-04-01T12:00 MEMBER REFUNDED']);
  });

  it('do not count against keeping a tier under KEEP, but do against reaching one', () => {
    const who = member(demoTerms({ onRefund: TierOnRefund.KEEP }), '2024-12-01');
    const first = order('2024-02-01', 60_000);
    who.accept(first, refund(first, '2024-03-01', 60_000), order('2024-04-01', 150_000));
    expect(told(who)).toEqual(['2024-02-01T12:00 SILVER UPGRADED']);
    who.advance(at('2025-12-01'));
    expect(told(who)).toEqual(['2024-02-01T12:00 SILVER UPGRADED', '2025-04-01T00:00 MEMBER DOWNGRADED']);
  });

  it('ask of a tier with validity whether it would have been granted without them', () => {
    const rules = terms([tier(0, 'BASE', null), tier(1, 'GOLD', all(NET_SPEND(1_000, TierWindow.ROLLING_DAYS, 30)), { validMonths: 12 })]);
    const early = order('2024-02-01', 300);
    const granting = order('2024-02-10', 900);
    const fell = member(rules, '2024-12-01');
    fell.accept(early, granting, refund(early, '2024-09-01', 201));
    expect(told(fell)).toEqual(['2024-02-10T12:00 GOLD UPGRADED until 2025-02-11T00:00', '2024-09-01T12:00 BASE REFUNDED']);
    const stayed = member(rules, '2024-12-01');
    stayed.accept(early, granting, refund(early, '2024-09-01', 200));
    expect(told(stayed)).toEqual(['2024-02-10T12:00 GOLD UPGRADED until 2025-02-11T00:00']);
  });
});

describe('staff', () => {
  it('hold a tier until a date: the rules may raise it, and it does not fall below', () => {
    const who = member(demoTerms(), '2024-03-01');
    who.act({ kind: 'SET', tier: 'GOLD', until: at('2026-01-01T00:00:00') });
    who.accept(order('2024-03-02', 500_000));
    expect(who.present.tier).toBe('PLATINUM');
    who.advance(at('2026-02-01'));
    expect(told(who)).toEqual([
      '2024-03-01T12:00 GOLD SET until 2026-01-01T00:00',
      '2024-03-02T12:00 PLATINUM UPGRADED',
      '2025-03-02T00:00 GOLD DOWNGRADED',
      '2026-01-01T00:00 MEMBER DOWNGRADED',
    ]);
  });

  it('lock a tier: nothing moves it until the lock ends, then the rules take over', () => {
    const who = member(demoTerms(), '2024-03-01');
    who.act({ kind: 'SET', tier: 'SILVER', lock: true, until: at('2024-06-01T00:00:00') });
    who.accept(order('2024-03-02', 500_000));
    expect(told(who)).toEqual(['2024-03-01T12:00 SILVER SET until 2024-06-01T00:00']);
    expect(who.present.state).toBe('LOCKED');
    who.advance(at('2024-06-02'));
    expect(told(who)).toEqual(['2024-03-01T12:00 SILVER SET until 2024-06-01T00:00', '2024-06-01T00:00 PLATINUM UPGRADED']);
  });

  it('unlock: the member stands where the rules say', () => {
    const who = member(demoTerms(), '2024-03-01');
    who.accept(order('2024-02-02', 60_000));
    who.act({ kind: 'SET', tier: 'PLATINUM', lock: true });
    who.advance(at('2024-05-01'));
    who.act({ kind: 'UNLOCK' });
    expect(told(who).slice(1)).toEqual(['2024-03-01T12:00 PLATINUM SET', '2024-05-01T12:00 SILVER DOWNGRADED']);
  });

  it('keep their word when a late order makes the past be judged again', () => {
    const who = member(demoTerms(), '2024-03-01');
    who.act({ kind: 'SET', tier: 'PLATINUM', lock: true });
    who.advance(at('2024-05-01'));
    who.accept(order('2024-02-02', 60_000));
    expect(told(who)).toEqual(['2024-02-02T12:00 SILVER UPGRADED', '2024-03-01T12:00 PLATINUM SET']);
    expect(who.present.state).toBe('LOCKED');
  });
});

describe('the beginning', () => {
  it('of the program judges what was before, and counts nothing earlier as a period', () => {
    const who = member(demoTerms(), '2024-12-01', { activatedAt: at('2024-09-01') });
    who.accept(order('2024-02-01', 60_000), order('2024-10-01', 140_000));
    expect(told(who)).toEqual(['2024-09-01T12:00 SILVER ACTIVATED', '2024-10-01T12:00 GOLD UPGRADED']);
  });

  it('of a membership counts orders placed before it', () => {
    const who = member(demoTerms(), '2024-12-01');
    who.accept(order('2023-06-01', 60_000));
    expect(told(who)).toEqual(['2024-01-01T12:00 SILVER UPGRADED', '2024-05-31T00:00 MEMBER DOWNGRADED']);
  });
});
