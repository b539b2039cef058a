import { Members } from '@regulars/member/contract';
import { type Context, newUuid, NotFoundError, Problems, readId, reject } from '@regulars/plugin-sdk';
import { writeCards } from './write-cards';

const LONGEST = 500;

/** What a written card is answered by; stored with the idempotency key. */
export interface WrittenCard {
  readonly cardId: string;
}

/** @param id the member's public id */
export async function writeCard(ctx: Context, id: string, given: string): Promise<WrittenCard> {
  const text = given.trim();
  const problems = new Problems();
  if (text === '') problems.add('input.text', { en: 'Give a text.', 'zh-TW': '請輸入內容。' });
  if ([...text].length > LONGEST) problems.add('input.text', { en: `Give at most ${LONGEST} characters.`, 'zh-TW': `最多 ${LONGEST} 個字。` });
  problems.throwIfAny();
  const [memberId, cardId] = [await lockMember(ctx, id), newUuid()];
  await writeCards(ctx, [{ id: cardId, member_id: memberId, text }]);
  return { cardId };
}

/** The lock keeps the member from being merged or erased meanwhile. */
async function lockMember(ctx: Context, id: string): Promise<string> {
  const absent = (): never => reject(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '查無此會員。' }, 'input.memberId', id));
  const uuid = readId('mbr', id) ?? absent();
  const members = ctx.use(Members);
  const [, standings] = await Promise.all([members.lock([uuid]), members.standings([uuid])]);
  return standings.has(uuid) ? uuid : absent();
}
