import * as fc from 'fast-check';
import { decideSend, quietUntil, type SendFacts, type SendPolicy } from './decide-send';

const NOON = new Date('2026-03-02T04:00:00Z'); // in Taipei
const POLICY: SendPolicy = { perDay: 2, perWeek: 5, quietHours: { from: '21:00', to: '09:00' }, timeZone: 'Asia/Taipei' };
const FACTS: SendFacts = {
  purpose: 'MARKETING', now: NOON, expiresAt: new Date('2026-03-03T04:00:00Z'), isActive: true, consent: true, reach: 'OK', replyWithin: 86_400_000, lastWroteAt: new Date('2026-03-02T03:00:00Z'), sentInDay: 1, sentInWeek: 4, unitsLeft: 11, reserve: 10,
};
const NIGHT = new Date('2026-03-02T14:00:00Z');

/** What each of them alone comes to, in the order in which they are asked. */
const FAULTS: readonly (readonly [Partial<SendFacts>, unknown])[] = [
  [{ isActive: false }, { is: 'SUPPRESS', reason: 'NOT_ACTIVE' }],
  [{ consent: false }, { is: 'SUPPRESS', reason: 'NO_CONSENT' }],
  [{ reach: 'NONE' }, { is: 'SUPPRESS', reason: 'NO_BINDING' }],
  [{ lastWroteAt: null }, { is: 'SUPPRESS', reason: 'WINDOW_CLOSED' }],
  [{ sentInDay: 2 }, { is: 'SUPPRESS', reason: 'CAP' }],
  [{ now: NIGHT }, { is: 'WAIT', until: new Date('2026-03-03T01:00:00Z') }],
  [{ unitsLeft: 10 }, { is: 'SUPPRESS', reason: 'QUOTA' }],
];

describe('whether a message is sent', () => {
  it('is asked in this order: the first that stands against it is the reason', () => {
    fc.assert(fc.property(fc.subarray(FAULTS.map((_, index) => index), { minLength: 0 }), (chosen) => {
      const facts = Object.assign({}, FACTS, ...chosen.map((index) => FAULTS[index]?.[0])) as SendFacts;
      const first = chosen.length > 0 ? FAULTS[Math.min(...chosen)]?.[1] : { is: 'SEND' };
      expect(decideSend(facts, POLICY)).toEqual(first);
    }));
  });

  it.each([
    [{ consent: null }, 'NO_CONSENT'], [{ reach: 'UNUSABLE' }, 'UNUSABLE_ADDRESS'], [{ reach: 'BLOCKED' }, 'BLOCKED'], [{ lastWroteAt: new Date('2026-03-01T04:00:00Z') }, 'WINDOW_CLOSED'], [{ sentInWeek: 5 }, 'CAP'],
    [{ expiresAt: NOON }, 'EXPIRED'], [{ now: NIGHT, expiresAt: new Date('2026-03-03T01:00:00Z') }, 'QUIET'], [{ unitsLeft: 0 }, 'QUOTA'],
  ] as const)('%j is suppressed: %s', (fault, reason) => {
    expect(decideSend({ ...FACTS, ...fault }, POLICY)).toEqual({ is: 'SUPPRESS', reason });
  });

  it('asks who wrote when to the millisecond, and not where that does not matter', () => {
    expect(decideSend({ ...FACTS, lastWroteAt: new Date('2026-03-01T04:00:00.001Z') }, POLICY)).toEqual({ is: 'SEND' });
    expect(decideSend({ ...FACTS, replyWithin: null, lastWroteAt: null }, POLICY)).toEqual({ is: 'SEND' });
  });

  it('what concerns a member goes on though marketing would not: not asked, over the cap, into the reserve; not where it was refused', () => {
    const service: SendFacts = { ...FACTS, purpose: 'SERVICE', consent: null, sentInDay: 9, sentInWeek: 9, unitsLeft: 1 };
    expect(decideSend(service, POLICY)).toEqual({ is: 'SEND' });
    expect(decideSend({ ...service, consent: false }, POLICY)).toEqual({ is: 'SUPPRESS', reason: 'NO_CONSENT' });
    expect(decideSend({ ...service, unitsLeft: 0 }, POLICY)).toEqual({ is: 'SUPPRESS', reason: 'QUOTA' });
  });

  it.each([
    ['2026-03-02T12:59:59Z', null], ['2026-03-02T13:00:00Z', '2026-03-03T01:00:00Z'], ['2026-03-02T17:00:00Z', '2026-03-03T01:00:00Z'], ['2026-03-03T00:59:59Z', '2026-03-03T01:00:00Z'],
    ['2026-03-03T01:00:00Z', null],
  ])('at %s it is quiet until %s', (at, until) => {
    expect(quietUntil(new Date(at), POLICY)?.toISOString().replace('.000', '') ?? null).toBe(until);
  });

  it('is quiet within a day, too, and never when there are no such hours', () => {
    expect(quietUntil(NOON, { quietHours: { from: '12:00', to: '13:30' }, timeZone: 'Asia/Taipei' })).toEqual(new Date('2026-03-02T05:30:00Z'));
    expect(quietUntil(NIGHT, { quietHours: null, timeZone: 'Asia/Taipei' })).toBeNull();
    expect(quietUntil(NIGHT, { quietHours: { from: '08:00', to: '08:00' }, timeZone: 'Asia/Taipei' })).toBeNull();
  });

  it('ends quiet hours after now, whatever clocks are put to', () => {
    const zones = fc.constantFrom('Asia/Taipei', 'America/New_York', 'Australia/Lord_Howe', 'Europe/London');
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    fc.assert(fc.property(zones, time, time, fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }), (timeZone, from, to, now) => {
      const until = quietUntil(now, { quietHours: { from, to }, timeZone });
      if (until !== null) expect([until > now, until.getTime() - now.getTime() <= 26 * 3_600_000]).toEqual([true, true]);
    }));
  });
});
