import { type Context, defineLoader, type Loader } from '@regulars/plugin-sdk';
import { historiesOf, type Membership, membershipsOf, type Period, seenBy } from '../domain/memberships';
import { metricText, metricUnits } from '../domain/metrics';
import { programsOf } from '../domain/programs';
import { progressOf } from '../domain/progress';
import type { Evidence } from '../domain/standing';
import { TierMembership, type TierNeed, type TierProgress, tierObject } from './tier.type';

/** All keyed by the member's uuid. */
export const tierOfMember: Loader<string, TierMembership | null> = defineLoader(async (ctx, ids) => {
  const [{ live }, memberships] = await Promise.all([programsOf(ctx), membershipsOf(ctx, ids)]);
  return ids.map((id) => {
    const membership = memberships.get(id);
    return membership && live ? membershipObject({ ...membership, tier: seenBy(ctx, live, membership.tier) }) : null;
  });
});

const membershipObject = ({ memberId, tier, since, until, state }: Membership): TierMembership =>
  Object.assign(new TierMembership(), { memberUuid: memberId, tier: tierObject(tier), since, until, state });

export const tierProgressOfMember: Loader<string, TierProgress | null> = defineLoader(async (ctx, ids) => {
  const progress = await progressOf(ctx, ids);
  return ids.map((id) => {
    const found = progress.get(id);
    return found ? { next: found.next && tierObject(found.next), toNext: needs(ctx, found.toNext), toKeep: needs(ctx, found.toKeep) } : null;
  });
});

function needs(ctx: Context, evidence: readonly Evidence[]): TierNeed[] {
  const units = metricUnits(ctx);
  const text = (amount: bigint, metric: string): string => metricText(amount, units.get(metric) ?? 'COUNT', ctx.brand.currency);
  return evidence.map(({ metric, required, have }) => ({ metric, required: text(required, metric), have: text(have, metric) }));
}

export const tierHistoryOfMember: Loader<string, readonly Period[]> = defineLoader(async (ctx, ids) => {
  const histories = await historiesOf(ctx, ids);
  return ids.map((id) => histories.get(id) ?? []);
});
