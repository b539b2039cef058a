import type { StoredCard } from '../data/member-data.statements';
import { mergeCards } from './merge-cards';

const card = (id: string, stamps: number, number: number, member_id = id.charAt(0)): StoredCard & { slots: number } =>
  ({ id, program_id: 'p', member_id, number, stamps, slots: 10, opened_at: `2026-01-0${number}`, completed_at: stamps === 10 ? '2026-02-01' : null });

const merged = (...cards: readonly (StoredCard & { slots: number })[]): string[] =>
  mergeCards(cards, 's', '2026-03-01').map(({ id, number, stamps, completed_at, member_id }) => `${number} ${id.length > 3 ? 'new' : id} ${stamps} ${completed_at ?? 'open'} ${member_id}`);

describe('cards of two members in one program', () => {
  it('keep the fuller one and carry the surplus over', () => {
    expect(merged(card('s1', 4, 1), card('l1', 7, 1))).toEqual(['1 l1 10 2026-03-01 s', '2 s1 1 open s']);
    expect(merged(card('s1', 7, 1), card('l1', 4, 1))).toEqual(['1 s1 10 2026-03-01 s', '2 l1 1 open s']);
  });

  it('become one where one is enough', () => expect(merged(card('s1', 4, 1), card('l1', 5, 1))).toEqual(['1 l1 9 open s']));

  it('keep what is full', () => {
    expect(merged(card('s1', 10, 1), card('s2', 3, 2), card('l1', 10, 1), card('l2', 6, 2))).toEqual(['1 s1 10 2026-02-01 s', '2 l1 10 2026-02-01 s', '3 l2 9 open s']);
  });

  it('keep every stamp, whoever has them', () => {
    for (let stamps = 0; stamps < 20; stamps++) {
      const all = merged(card('s1', Math.min(stamps, 10), 1), card('s2', Math.max(0, stamps - 10), 2), card('l1', 6, 1));
      expect(all.reduce((sum, line) => sum + Number(line.split(' ')[2]), 0)).toBe(stamps + 6);
    }
  });
});
