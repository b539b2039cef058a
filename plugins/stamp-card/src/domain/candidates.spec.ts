import { minute, orderOf, program, TERMS } from '../../test/support/paper-cards';
import { candidatesOf, candidateUnder } from './candidates';

const EARLIER = { version: 1, from: null, slots: 4, rewards: [], validForDays: null, dailyLimit: null, minIntervalMinutes: null, exclusiveGroup: null, priority: 0, surplus: 'CARRY', reopens: true, stepOrder: 'ANY', nearlyFullAt: null } as const;
const judged = (sale: Partial<Parameters<typeof orderOf>[0]> = {}, tier: string | null = null) => ({ order: orderOf({ id: 'o', minute: 600, amount: 250, items: 3, ...sale }), tier });

describe('what an order would give', () => {
  it('is told under every version of its time', () => {
    const two = program({ version: 2, effective_from: minute(500), earlier: [{ ...EARLIER, rules: [{ kind: 'PER_AMOUNT', stamps: 2, amount: '100' }] }], rules: [{ kind: 'PER_ITEM', stamps: 1, sku: ['A'] }] });
    expect(candidatesOf(two, judged(), TERMS)).toEqual({ 1: { own: 4, visit: 0 }, 2: { own: 3, visit: 0 } });
    expect(candidatesOf(two, judged({ minute: 499 }), TERMS)).toEqual({ 1: { own: 4, visit: 0 } });
    expect(candidatesOf(two, judged({ sku: 'B' }), TERMS)).toEqual({ 1: { own: 4, visit: 0 }, 2: { own: 0, visit: 0 } });
    expect(candidatesOf(two, judged({ sku: 'B', amount: 99 }), TERMS)).toEqual({});
  });

  it('is nothing in a pause, before the beginning and from the end on', () => {
    const paused = program({ starts_at: minute(10), ends_at: minute(900), pauses: [{ from: minute(300).toISOString(), to: minute(400).toISOString() }, { from: minute(700).toISOString() }] });
    const open = [9, 10, 299, 300, 399, 400, 699, 700, 899, 900].filter((at) => Object.keys(candidatesOf(paused, judged({ minute: at }), TERMS)).length > 0);
    expect(open).toEqual([10, 299, 400, 699]);
  });

  it('is no more than a thousand stamps for what was bought', () => {
    expect(candidatesOf(program({ rules: [{ kind: 'PER_AMOUNT', stamps: 100, amount: '1' }] }), judged(), TERMS)).toEqual({ 1: { own: 1_000, visit: 0 } });
  });

  it('names the tasks it could do, and its store where one asks for it', () => {
    const mission = program({ kind: 'MISSION', rules: [{ kind: 'TASK', stamps: 1, step: 'a', storeCodes: ['S1'] }, { kind: 'TASK', stamps: 1, step: 'b', sku: ['B'] }, { kind: 'TASK', stamps: 1, step: 'c', event: 'x.done' }] });
    expect(candidatesOf(mission, judged({ sku: 'B' }), TERMS)).toEqual({ 1: { own: 0, visit: 0, tasks: [0, 1], store: 'S1' } });
    expect(candidatesOf(mission, judged({ sku: 'B', store: 'S2' }), TERMS)).toEqual({ 1: { own: 0, visit: 0, tasks: [1] } });
    expect(candidatesOf(mission, judged({ store: 'S2' }), TERMS)).toEqual({});
  });
});

it('is what it gave under the last version it knew, under one that came later', () => {
  const candidates = { 1: { own: 4, visit: 0 }, 3: { own: 0, visit: 1 } };
  expect([1, 2, 3, 4].map((version) => candidateUnder(candidates, version))).toEqual([candidates[1], undefined, candidates[3], candidates[3]]);
  expect(candidateUnder({}, 1)).toBeUndefined();
});
