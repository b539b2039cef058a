import type { OrderState } from '@regulars/order/contract';
import { type Context, parseDecimal, scaleOf } from '@regulars/plugin-sdk';
import { programs, type ProgramRow } from '../data/program.statements';
import type { ProgramTerms } from '../data/program-terms';

/** A program that gives, or gave, stamps. */
export interface Program extends ProgramTerms {
  /** uuid */
  readonly id: string;
  readonly state: 'DRAFT' | 'LIVE' | 'ENDED';
  readonly version: number;
}

export const programOf = (row: ProgramRow): Program => ({
  id: row.id, name: row.name, state: row.state, version: row.version, slots: row.slots,
  rules: row.rules, rewards: row.rewards, startsAt: row.starts_at, endsAt: row.ends_at,
});

/** Every program of the brand, in the order they were made. */
export const allPrograms = (ctx: Context): Promise<readonly Program[]> =>
  ctx.cached('stamp-card.programs', async (reading) => (await reading.sql(programs())).map(programOf));

/** Does an order of that instant earn? A program that ended still takes orders that arrive late. */
export const isOpenAt = (program: Program, placedAt: Date): boolean =>
  program.state !== 'DRAFT' && program.startsAt <= placedAt && (program.endsAt === null || placedAt < program.endsAt);

/** No order gives more for what was spent, whatever the rules say: cards are filled one by one. */
const MOST_PER_ORDER = 1_000n;

/** Stamps for what was spent: `stamps` per full `amount` of the order's net. */
export function amountStamps(program: Program, order: Pick<OrderState, 'net'>, currency: string): number {
  const stamps = program.rules.reduce((sum, rule) => {
    const amount = rule.kind === 'PER_AMOUNT' ? parseDecimal(rule.amount, scaleOf(currency)) : null;
    return amount === null || amount <= 0n ? sum : sum + (order.net / amount) * BigInt(rule.stamps);
  }, 0n);
  return Number(stamps < MOST_PER_ORDER ? stamps : MOST_PER_ORDER);
}

/** Stamps for being there, once a business day. */
export const visitStamps = (program: Program): number =>
  program.rules.reduce((sum, rule) => (rule.kind === 'VISIT' ? sum + rule.stamps : sum), 0);
