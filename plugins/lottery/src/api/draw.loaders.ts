import { type Context, defineLoader, Direction, type ListDefinition, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { CHANCE_COLUMNS, type ChanceRow, chancesById } from '../data/chance.statements';
import { DRAW_COLUMNS, type DrawRow, DRAWS, drawsById } from '../data/draw.statements';
import { chanceObject, drawObject, type LotteryChance, type LotteryDraw } from './draw.type';

/** The newest first: ids sort by the time they were made. */
export const drawList: ListDefinition<DrawRow, LotteryDraw> = {
  name: 'lottery.draws',
  select: DRAW_COLUMNS,
  from: DRAWS,
  id: { expression: 'd.id', type: 'uuid', direction: Direction.DESC },
  parent: 'd.member_id',
  toItem: drawObject,
};

const chances: ListDefinition<ChanceRow, LotteryChance> = {
  name: 'lottery.chances',
  select: CHANCE_COLUMNS,
  from: 'lottery.chance AS c',
  id: { expression: 'c.id', type: 'uuid', direction: Direction.DESC },
  parent: 'c.member_id',
  toItem: chanceObject,
};

export const drawsOfMember = nestedListLoader(drawList);
export const chancesOfMember = nestedListLoader(chances);

export async function loadDraws(ctx: Context, ids: readonly string[]): Promise<(LotteryDraw | null)[]> {
  return oneForEach(ids, (await ctx.sql(drawsById(ids))).map(drawObject), ({ row }) => row.id);
}

/** By uuid. */
export const drawById = defineLoader<string, LotteryDraw | null>(loadDraws);

export async function loadChances(ctx: Context, ids: readonly string[]): Promise<(LotteryChance | null)[]> {
  return oneForEach(ids, (await ctx.sql(chancesById(ids))).map(chanceObject), ({ row }) => row.id);
}

/** By uuid. */
export const chanceById = defineLoader<string, LotteryChance | null>(loadChances);
