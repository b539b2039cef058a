import type { StoredCard } from '../data/member-data.statements';
import { cardMoves } from './cards';

/**
 * Cards of two members in one program as one row of cards: the fullest keep their place, the stamps add up, and what
 * is more than a card holds goes on to the next. `at`: when a card that becomes full does so.
 */
export function mergeCards(cards: readonly (StoredCard & { readonly slots: number })[], survivorId: string, at: string): StoredCard[] {
  const [any] = cards;
  if (!any) return [];
  const total = cards.reduce((sum, { stamps }) => sum + stamps, 0);
  // A stable sort: of two that are equally full the survivor's comes first.
  const kept = [...cards].sort((a, b) => b.stamps - a.stamps);
  return cardMoves(any.slots, 0, total).map(({ number, to }, index) => {
    const card = kept[index] ?? any;
    const isFull = to === any.slots;
    const { id, program_id, opened_at } = card;
    return { id, program_id, member_id: survivorId, number, stamps: to, opened_at, completed_at: isFull ? (card.completed_at ?? at) : null };
  });
}
