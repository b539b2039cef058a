import type { OrderEffectItem } from '@regulars/order/contract';
import { type Context, defineLoader, manyForEach, nestedListLoader, oneForEach, publicId } from '@regulars/plugin-sdk';
import { type CardRow, cardsById, cardsOfMembers, STAMP_COLUMNS, STAMP_ID, STAMP_ORDER, type StampRow, STAMPS_FROM, stampsOfOrders, stepsOfCards } from '../data/card.statements';
import type { Placement } from '../data/fold-state';
import { programStats, type StatsRow } from '../data/stats.statements';
import { readReasons } from '../domain/act-reasons';
import { PROGRAM_PREFIX } from '../domain/ids';
import { allPrograms } from '../domain/program';
import { cardObject, type StampCard, StampEntry } from './stamp-card.type';

async function objectsOf(ctx: Context, rows: readonly CardRow[]): Promise<(StampCard & { readonly row: CardRow })[]> {
  const programs = new Map((await allPrograms(ctx)).map((program) => [program.id, program]));
  return rows.flatMap((row) => {
    const program = programs.get(row.program_id);
    return program ? [Object.assign(cardObject(row, program, ctx), { row })] : [];
  });
}

/** A member's cards by the member's uuid, the latest first. */
export const cardsByMember = defineLoader<string, readonly StampCard[]>(async (ctx, memberIds) =>
  manyForEach(memberIds, await objectsOf(ctx, await ctx.sql(cardsOfMembers(memberIds))), ({ row }) => row.member_id),
);

export const cardById = defineLoader<string, StampCard | null>(async (ctx, ids) =>
  oneForEach(ids, await objectsOf(ctx, await ctx.sql(cardsById(ids))), ({ row }) => row.id),
);

/** What is on many cards, page by page. */
export const stampsOfCard = nestedListLoader<StampRow, StampEntry>({
  name: 'stamp-card.stamps',
  select: STAMP_COLUMNS,
  from: STAMPS_FROM,
  id: STAMP_ID,
  parent: 'card_id',
  toItem: (row) => Object.assign(Object.create(StampEntry.prototype) as StampEntry, { row, stamps: row.stamps, at: row.at }),
});
export const LATEST_FIRST = [STAMP_ORDER];

/** What staff said of what they did. */
export const reasonOfStamp = defineLoader<StampRow, string | null>((ctx, rows) => readReasons(ctx, rows), ({ id }) => id);

/** The steps that are done on a card, by the index of their rules. */
export interface DoneStep {
  readonly at: Date;
  readonly orderId: string | null;
}

export const stepsByCard = defineLoader<string, ReadonlyMap<number, DoneStep>>(async (ctx, cardIds) => {
  const rows = manyForEach(cardIds, await ctx.sql(stepsOfCards(cardIds)), ({ card_id }) => card_id);
  return rows.map((events) => {
    const done = new Map<number, DoneStep>();
    for (const { number, at, order_id, placed } of events) for (const place of placed.filter(({ card }) => card === number)) follow(done, place, { at, orderId: order_id });
    return done;
  });
});

function follow(done: Map<number, DoneStep>, { stamps, steps = [] }: Placement, by: DoneStep): void {
  for (const rule of steps) {
    if (stamps > 0) done.set(rule, by);
    else done.delete(rule);
  }
}

const NONE: Omit<StatsRow, 'program_id'> = { opened: 0, completed: 0, expired: 0, stamps: 0, rewards_given: 0 };

export const statsOfProgram = defineLoader<string, Omit<StatsRow, 'program_id'>>(async (ctx, ids) =>
  oneForEach(ids, await ctx.sql(programStats(ids)), ({ program_id }) => program_id).map((row) => row ?? NONE),
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
        summary: { en: `${amount} ${amount === 1 ? 'stamp' : 'stamps'}: ${row.program_name}`, 'zh-TW': `${row.program_name} ${amount} 枚` },
        explanation: { programId: publicId(PROGRAM_PREFIX, row.program_id), forAmount: row.amount_stamps, forVisit: row.visit_stamps },
      };
    }),
  );
});
