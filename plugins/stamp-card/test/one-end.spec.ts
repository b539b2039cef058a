import fc from 'fast-check';
import type { ProgramRow } from '../src/data/program.statements';
import { minute, PaperCards, program, type Sale } from './support/paper-cards';

const DAY = 1_440;

const rule = fc.oneof(
  fc.constant({ kind: 'VISIT' as const, stamps: 1 }), fc.constant({ kind: 'PER_AMOUNT' as const, stamps: 1, amount: '100' }), fc.constant({ kind: 'PER_ITEM' as const, stamps: 2, sku: ['A'] }),
  fc.constant({ kind: 'VISIT' as const, stamps: 2, conditions: { from: '10:00', to: '14:00' } }), fc.constant({ kind: 'PER_AMOUNT' as const, stamps: 1, amount: '50', conditions: { tierCodes: ['GOLD'] } }),
);
const TASKS = [
  { kind: 'TASK' as const, stamps: 1, step: 'a', stage: 1, storeCodes: ['S1', 'S2'] }, { kind: 'TASK' as const, stamps: 1, step: 'b', stage: 1, storeCodes: ['S1', 'S2'] },
  { kind: 'TASK' as const, stamps: 2, step: 'c', stage: 2, sku: ['A'] }, { kind: 'TASK' as const, stamps: 1, step: 'd', stage: 2, event: 'x.done' },
];
const terms = {
  slots: fc.integer({ min: 1, max: 6 }), rules: fc.array(rule, { minLength: 1, maxLength: 2 }), valid_for_days: fc.option(fc.integer({ min: 1, max: 2 })),
  daily_limit: fc.option(fc.integer({ min: 1, max: 3 })), min_interval_minutes: fc.option(fc.constantFrom(30, 600)), exclusive_group: fc.option(fc.constantFrom('g', 'h')),
  priority: fc.integer({ min: 0, max: 2 }), surplus: fc.constantFrom('CARRY' as const, 'DROP' as const), reopens: fc.boolean(),
};
const plain = fc.record(terms);
const mission = fc.record({ ...terms, slots: fc.integer({ min: 2, max: 5 }), rules: fc.constant(TASKS), step_order: fc.constantFrom('ANY' as const, 'SEQUENCE' as const) });

/** A program of one or two versions. */
const programOf = fc.record({ isMission: fc.boolean(), first: plain, second: plain, firstTasks: mission, secondTasks: mission, change: fc.option(fc.integer({ min: 0, max: 4 * DAY })), ends: fc.option(fc.integer({ min: DAY, max: 4 * DAY })) });

type Shape = typeof programOf extends fc.Arbitrary<infer T> ? T : never;

function rowOf({ isMission, first, second, firstTasks, secondTasks, change, ends }: Shape, index: number): Partial<ProgramRow> {
  const [one, other] = isMission ? [firstTasks, secondTasks] : [first, second];
  const shape = { id: `p${index}`, kind: isMission ? ('MISSION' as const) : ('STAMP' as const), ends_at: ends === null ? null : minute(ends) };
  if (change === null) return { ...shape, ...one };
  const { slots, rules, valid_for_days: validForDays, daily_limit: dailyLimit, min_interval_minutes: minIntervalMinutes, exclusive_group: exclusiveGroup, priority, surplus, reopens } = one;
  const earlier = { version: 1, from: null, slots, rules, rewards: [], validForDays, dailyLimit, minIntervalMinutes, exclusiveGroup, priority, surplus, reopens, stepOrder: 'ANY' as const, nearlyFullAt: null };
  return { ...shape, ...other, version: 2, earlier: [earlier], effective_from: minute(change) };
}

const sale = fc.record({ minute: fc.integer({ min: 0, max: 4 * DAY }).map((at) => at - (at % 20)), amount: fc.integer({ min: 0, max: 420 }), items: fc.integer({ min: 0, max: 3 }), store: fc.constantFrom('S1', 'S2', 'S3'), tier: fc.constantFrom('BASE', 'GOLD') });
const act = fc.record({ program: fc.nat(2), minute: fc.integer({ min: 0, max: 4 * DAY }), stamps: fc.constantFrom(-2, -1, 1, 3), isEvent: fc.boolean() });
const story = fc.record({
  programs: fc.array(programOf, { minLength: 1, maxLength: 3 }), sales: fc.array(sale, { minLength: 1, maxLength: 9 }), before: fc.array(sale, { maxLength: 9 }), acts: fc.array(act, { maxLength: 3 }),
});

it('ends in the same stamps whatever comes first, how often, and in which batches', () => {
  fc.assert(
    fc.property(story, fc.infiniteStream(fc.nat()), ({ programs, sales, before, acts }, dice) => {
      const all = programs.map((shape, index) => program(rowOf(shape, index)));
      const final = sales.map((one, index): Sale => ({ ...one, id: `o${index}` }));
      const doings = acts.map((one, index) => ({ ...one, id: `x${index}`, programId: `p${one.program % all.length}` }));
      const does = (cards: PaperCards, one: (typeof doings)[number]): void => cards.act(one.id, one.programId, one.minute, one.isEvent ? 0 : one.stamps, one.isEvent ? 'x.done' : null);

      const told = new PaperCards(all);
      told.orders(...final);
      for (const one of doings) does(told, one);
      expect(told.contradictions).toEqual([]);

      // First as somebody took them down, then as they are, each once more, by ones and twos.
      const mixed = new PaperCards(all);
      const drafts = before.slice(0, final.length).map((one, index): Sale => ({ ...one, id: `o${index}` }));
      const steps = [
        ...final.map((one) => ({ run: () => mixed.orders(one), at: dice.next().value as number })), ...doings.map((one) => ({ run: () => does(mixed, one), at: dice.next().value as number })),
        ...final.slice(1).map((one, index) => ({ run: () => mixed.orders(one, final[index] as Sale), at: dice.next().value as number })),
      ].sort((a, b) => a.at - b.at);
      for (const one of drafts) mixed.orders(one);
      for (const { run } of steps) run();
      expect(mixed.contradictions).toEqual([]);
      expect(mixed.state).toEqual(told.state);

      // Everything given back is as if it had never been.
      for (const one of final) mixed.orders({ ...one, amount: 0, items: 0 });
      const never = new PaperCards(all);
      for (const one of doings) does(never, one);
      expect(mixed.state).toEqual(never.state);
    }),
    { numRuns: Number(process.env.REGULARS_RUNS ?? 150), endOnFailure: false },
  );
}, 120_000);
