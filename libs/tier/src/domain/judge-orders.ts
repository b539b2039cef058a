import type { OrderChange } from '@regulars/order/contract';
import type { EarnFactor } from '@regulars/points/contract';
import { type Context, plainArray, textArray } from '@regulars/plugin-sdk';
import { insertOrderTiers } from '../data/write-standings.statements';
import { judgeMembers, record } from './judge-members';
import { judgeCase, type JudgedMember, standingAt } from './judged-member';
import { changedFrom } from './judging/changed-from';
import { compile } from './judging/compiled';
import { baseTier, TierApplication, type TierDefinition, type TierProgram, tierOfCode } from './program';
import { programsOf } from './programs';
import { readCases } from './read-cases';

type JudgedMembers = ReadonlyMap<string, JudgedMember>;
const NOBODY: JudgedMembers = new Map();

/** What orders gave is known only after points has posted it: then members are judged behind it. */
const countsPoints = (program: TierProgram): boolean => compile(program).metrics.has('POINTS_EARNED');

/** A batch that is being judged in this transaction. */
interface JudgedBatch {
  readonly changes: ReadonlySet<OrderChange>;
  readonly judged: Promise<JudgedMembers>;
}

// Of the transaction: in the order in which the batches came.
const batchesOf = (ctx: Context): Promise<JudgedBatch[]> => ctx.once('tier.judged-batches', () => Promise.resolve([]));

/** How many turns of the microtask queue to wait for the reaction to announce its batch; it needs two. */
const PATIENCE = 8;

/** The reaction `judge`: tiers move in the order's own transaction, and each order keeps the tier it came under. */
export async function judgeOrders(ctx: Context, batch: readonly OrderChange[]): Promise<void> {
  // Announced at once, so that the earn factors of the same batch look at the same reads.
  const program = programsOf(ctx).then(({ live }) => live);
  const judging = program.then((live) => (live ? readAndJudge(ctx, live, batch) : NOBODY));
  judging.catch(() => undefined);
  (await batchesOf(ctx)).push({ changes: new Set(batch), judged: judging });
  const [live, judged] = await Promise.all([program, judging]);
  if (!live) return;
  keepOrderTiers(ctx, live, judged, batch);
  if (!countsPoints(live)) await record(ctx, live, [...judged.values()], { gives: true });
}

/** The reaction `judge-points`, behind points: the same for programs whose rules count points. */
export async function judgeOrdersByPoints(ctx: Context, batch: readonly OrderChange[]): Promise<void> {
  const program = (await programsOf(ctx)).live;
  if (program && countsPoints(program)) await judgeMembers(ctx, program, changedFrom(batch, false));
}

/** What the tier multiplies the points of orders by, when they are first accepted for a member. */
export async function tierFactors(ctx: Context, changes: readonly OrderChange[]): Promise<ReadonlyMap<string, EarnFactor>> {
  const batches = await batchesOf(ctx);
  const announced = (): JudgedBatch | undefined => batches.find((batch) => changes.every((change) => batch.changes.has(change)));
  // Reactions start side by side: the one that announces the batch may be a few turns behind.
  for (let turn = 0; turn < PATIENCE && !announced(); turn++) await Promise.resolve();
  const program = (await programsOf(ctx)).live;
  if (!program) return new Map();
  const judged = await (announced()?.judged ?? readAndJudge(ctx, program, changes));
  const factors = changes.flatMap(({ after }): [string, EarnFactor][] => {
    const tier = tierOfOrder(program, judged, after);
    return tier ? [[after.id, { code: tier.code, label: tier.name, multiplierBp: tier.multiplierBp }]] : [];
  });
  return new Map(factors);
}

async function readAndJudge(ctx: Context, program: TierProgram, batch: readonly OrderChange[]): Promise<JudgedMembers> {
  const cases = await readCases(ctx, program, changedFrom(batch, compile(program).forgetful));
  return new Map(cases.map((each) => [each.memberId, judgeCase(each)]));
}

function tierOfOrder(program: TierProgram, judged: JudgedMembers, { memberId, placedAt }: OrderChange['after']): TierDefinition | null {
  const member = memberId === null ? undefined : judged.get(memberId);
  if (!member) return null;
  const { tier } = standingAt(member, placedAt.getTime(), program.applyTo === TierApplication.SAME_ORDER);
  return tierOfCode(program, tier) ?? baseTier(program);
}

/** Of each order that is new to its member, and for that member only: should it move, it is pinned anew. */
function keepOrderTiers(ctx: Context, program: TierProgram, judged: JudgedMembers, batch: readonly OrderChange[]): void {
  const rows = batch
    .filter(({ before, after }) => after.memberId !== null && before?.memberId !== after.memberId)
    .flatMap(({ after }) => {
      const tier = tierOfOrder(program, judged, after);
      return tier ? [{ orderId: after.id, memberId: after.memberId, code: tier.code }] : [];
    });
  if (rows.length === 0) return;
  const [orderIds, memberIds] = [rows.map((row) => row.orderId), rows.map((row) => row.memberId)].map(plainArray) as [string, string];
  void ctx.sql(insertOrderTiers(orderIds, memberIds, textArray(rows.map((row) => row.code)))).catch(() => undefined);
}
