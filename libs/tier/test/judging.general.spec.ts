import fc from 'fast-check';
import { compile } from '../src/domain/judging/compiled';
import type { StaffAct } from '../src/domain/judging/entries';
import { MemberSimulation } from './support/member-simulation';
import { anyProgram as program, DAY, shuffle, shuffleKeys as keys, someOrders } from './support/random-programs';

const T0 = Date.parse('2020-02-27T03:00:00Z');
const NOW = T0 + 900 * DAY;
const orders = someOrders(T0, NOW, 850);

describe('any program', () => {
  it('brings a member to the same standings for every permutation and repetition of the revisions', () => {
    fc.assert(
      fc.property(program, orders, keys, keys, (rules, list, first, second) => {
        const [one, other] = [first, second].map((order, index) => {
          const member = new MemberSimulation(rules, T0, NOW, { sums: index === 0 });
          const arrivals = shuffle([...list.flat(), ...list.flat().slice(0, 3)], order);
          while (arrivals.length > 0) member.accept(...arrivals.splice(0, 1 + (order[arrivals.length % order.length]! % 3)));
          return member;
        }) as [MemberSimulation, MemberSimulation];
        const standing = ({ cause: _cause, reason: _reason, ...rest }: MemberSimulation['present']): object => rest;
        expect(one.present.tier).toBe(other.present.tier);
        expect(one.nextAt).toBe(other.nextAt);
        // Of a program without memory, what an earlier refund had done to past periods stays.
        if (!compile(rules).forgetful) expect(one.standings.at(-1) && standing(one.present)).toEqual(other.standings.at(-1) && standing(other.present));
      }),
      { numRuns: 500 },
    );
  });

  it('goes through the same standings in one step of the clock, in many, and with staff acts between', () => {
    fc.assert(
      fc.property(
        program, orders, fc.array(fc.record({ days: fc.integer({ min: 1, max: 200 }), act: fc.option(fc.constantFrom<Partial<StaffAct> & Pick<StaffAct, 'kind'>>({ kind: 'SET', tier: 'T1' }, { kind: 'SET', tier: 'T1', lock: true }, { kind: 'UNLOCK' }, { kind: 'SET', tier: 'T0', lock: true, until: T0 + 1_200 * DAY })) }), { maxLength: 5 }),
        (rules, list, steps) => {
          const past = list.flat();
          const members = [0, 1].map(() => new MemberSimulation(rules, T0, NOW, { sums: true }));
          for (const member of members) for (const revision of past) member.accept(revision);
          const [eager, lazy] = members as [MemberSimulation, MemberSimulation];
          for (const { days, act } of steps) {
            const to = eager.now + days * DAY;
            for (let at = eager.now; at < to; at += 17 * DAY) eager.advance(at);
            eager.advance(to);
            lazy.advance(to, true);
            if (act) for (const member of members) member.act(act);
          }
          eager.advance(T0 + 3_000 * DAY);
          lazy.advance(T0 + 3_000 * DAY, true);
          expect(lazy.standings).toEqual(eager.standings);
          expect(lazy.nextAt).toBe(eager.nextAt);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('is the same over sums of settled facts as over the facts themselves', () => {
    fc.assert(
      fc.property(program, orders, keys, (rules, list, order) => {
        const [plain, summed] = [false, true].map((sums) => {
          const member = new MemberSimulation(rules, T0, NOW, { sums });
          for (const revision of shuffle(list.flat(), order)) member.accept(revision);
          member.advance(NOW + 700 * DAY);
          return member;
        }) as [MemberSimulation, MemberSimulation];
        expect(summed.standings).toEqual(plain.standings);
      }),
      { numRuns: 250 },
    );
  });
});
