import type { OrderChange } from '@regulars/order/contract';
import type { EarnFactor } from '@regulars/points/contract';
import type { Context } from '@regulars/plugin-sdk';
import { arrayLiteral } from '../data/array-literal';
import { insertOrderTiers } from '../data/write-standings.statements';
import { judgeMembers, record } from './judge-members';
import { judgeCase, type JudgedMember, standingAt } from './judged-member';
import { changedFrom } from './judging/changed-from';
import { compile } from './judging/compiled';
import { baseTier, TierApplication, type TierDefinition, type TierProgram, tierOfCode } from './program';
import { programsOf } from './programs';
import { readCases } from './read-cases';

type JudgedMembers = ReadonlyMap<string, JudgedMember>;

/** What orders gave is known only after points has posted it: then members are judged behind it. */
const countsPoints = (program: TierProgram): boolean => compile(program).metrics.has('POINTS_EARNED');

/** The reaction `judge`: tiers move in the order's own transaction, and each order keeps the tier it came under. */
export async function judgeOrders(ctx: Context, batch: readonly OrderChange[]): Promise<void> {
  const program = (await programsOf(ctx)).live;
  if (!program) return;
  const judged = await judgedMembers(ctx, program, batch);
  keepOrderTiers(ctx, program, judged, batch);
  if (!countsPoints(program)) await record(ctx, program, [...judged.values()], { gives: true });
}

/** The reaction `judge-points`, behind points: the same for programs whose rules count points. */
export async function judgeOrdersByPoints(ctx: Context, batch: readonly OrderChange[]): Promise<void> {
  const program = (await programsOf(ctx)).live;
  if (program && countsPoints(program)) await judgeMembers(ctx, program, changedFrom(batch, false));
}

/** What the tier multiplies the points of orders by, when they are first accepted for a member. */
export async function tierFactors(ctx: Context, changes: readonly OrderChange[]): Promise<ReadonlyMap<string, EarnFactor>> {
  const program = (await programsOf(ctx)).live;
  if (!program) return new Map();
  const judged = await judgedMembers(ctx, program, changes);
  const factors = changes.flatMap(({ after }): [string, EarnFactor][] => {
    const tier = tierOfOrder(program, judged, after);
    return tier ? [[after.id, { code: tier.code, label: tier.name, multiplierBp: tier.multiplierBp }]] : [];
  });
  return new Map(factors);
}

/** Judged once for a batch: the earn factors and the reaction look at the same reads. */
async function judgedMembers(ctx: Context, program: TierProgram, batch: readonly OrderChange[]): Promise<JudgedMembers> {
  const known = await ctx.once('tier.judged-members', async () => new Map<readonly OrderChange[], Promise<JudgedMembers>>());
  let judged = known.get(batch);
  if (!judged) {
    const changed = changedFrom(batch, compile(program).forgetful);
    judged = readCases(ctx, program, changed).then((cases) => new Map(cases.map((each) => [each.memberId, judgeCase(each)])));
    known.set(batch, judged);
  }
  return judged;
}

function tierOfOrder(program: TierProgram, judged: JudgedMembers, { memberId, placedAt }: OrderChange['after']): TierDefinition | null {
  const member = memberId === null ? undefined : judged.get(memberId);
  if (!member) return null;
  const { tier } = standingAt(member, placedAt.getTime(), program.applyTo === TierApplication.SAME_ORDER);
  return tierOfCode(program, tier) ?? baseTier(program);
}

function keepOrderTiers(ctx: Context, program: TierProgram, judged: JudgedMembers, batch: readonly OrderChange[]): void {
  const rows = batch
    .filter(({ before, after }) => after.memberId !== null && (before?.memberId ?? null) === null)
    .flatMap(({ after }) => {
      const tier = tierOfOrder(program, judged, after);
      return tier ? [{ orderId: after.id, code: tier.code }] : [];
    });
  if (rows.length === 0) return;
  void ctx.sql(insertOrderTiers(arrayLiteral(rows.map(({ orderId }) => orderId)), rows.map(({ code }) => code))).catch(() => undefined);
}
