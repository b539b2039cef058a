import { type OrderEffectItem } from '@regulars/order/contract';
import { type Context, defineLoader, manyForEach, oneForEach, publicId } from '@regulars/plugin-sdk';
import { type CardRow, cardsById, cardsOfMembers, stampsOfOrders } from '../data/stamp.statements';
import { PROGRAM_PREFIX } from '../domain/ids';
import { allPrograms } from '../domain/program';
import { cardObject, type StampCard } from './stamp-card.type';

async function objectsOf(ctx: Context, rows: readonly CardRow[]): Promise<(StampCard & { readonly row: CardRow })[]> {
  const programs = new Map((await allPrograms(ctx)).map((program) => [program.id, program]));
  return rows.flatMap((row) => {
    const program = programs.get(row.program_id);
    return program ? [Object.assign(cardObject(row, program), { row })] : [];
  });
}

/** A member's cards by the member's uuid, the latest first. */
export const cardsByMember = defineLoader<string, readonly StampCard[]>(async (ctx, memberIds) =>
  manyForEach(memberIds, await objectsOf(ctx, await ctx.sql(cardsOfMembers(memberIds))), ({ row }) => row.member_id),
);

export const cardById = defineLoader<string, StampCard | null>(async (ctx, ids) =>
  oneForEach(ids, await objectsOf(ctx, await ctx.sql(cardsById(ids))), ({ row }) => row.id),
);

/** What orders gave in stamps. */
export const stampEffects = defineLoader<string, readonly OrderEffectItem[]>(async (ctx, orderIds) => {
  const rows = await ctx.sql(stampsOfOrders(orderIds));
  const groups = manyForEach(orderIds, rows, (row) => row.order_id);
  return groups.map((group) =>
    group.map((row) => {
      const amount = row.amount_stamps + row.visit_stamps;
      return {
        kind: 'stamp-card', amount, reversed: amount === 0,
        summary: { en: `${amount} stamps: ${row.program_name}`, 'zh-TW': `${row.program_name} ${amount} 枚` },
        explanation: { programId: publicId(PROGRAM_PREFIX, row.program_id), forAmount: row.amount_stamps, forVisit: row.visit_stamps },
      };
    }),
  );
});
