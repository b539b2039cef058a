import type { RewardKindOf } from '@regulars/member/contract';
import { type Text, WHOLE_BP } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { deleteUnread, insertCards, readAmong } from '../data/card.statements';
import { tellOf } from './write-cards';

const spec = z.strictObject({ text: z.string().trim().min(1).max(500) });

type CardSpec = z.infer<typeof spec>;

/** A card as something to give: by tiers, stamp cards, whatever gives rewards. Half of one cannot be taken back, nor one that was read. */
export const cardReward: RewardKindOf<CardSpec> = {
  kind: 'thank-you-card',
  spec,
  describe: ({ text }): Text => ({ en: `Card: ${text}`, 'zh-TW': `卡片：${text}` }),
  async grant(ctx, grants) {
    const cards = grants.map(({ receiptId, memberId, spec: { text } }) => ({ id: receiptId, member_id: memberId, text }));
    // Not waited for: whatever the order brings goes to the database together.
    void ctx.sql(insertCards(JSON.stringify(cards)));
    for (const card of cards) tellOf(ctx, card);
    return grants.map(({ receiptId }) => ({ receiptKey: receiptId }));
  },
  async revoke(ctx, receipts, portionBp) {
    if (portionBp === WHOLE_BP) void ctx.sql(deleteUnread(receipts.map(({ receiptKey }) => receiptKey)));
  },
  async used(ctx, receipts) {
    const read = new Set((await ctx.sql(readAmong(receipts.map(({ receiptKey }) => receiptKey)))).map(({ id }) => id));
    return receipts.filter(({ receiptKey }) => read.has(receiptKey)).map(({ id }) => id);
  },
};
