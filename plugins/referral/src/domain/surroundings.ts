import { StaffDirectory } from '@regulars/brand/contract';
import { Contacts } from '@regulars/member/contract';
import { type Context, groupBy, parseDecimal, scaleOf } from '@regulars/plugin-sdk';
import { ancestorsOf, type AskedRow, askedEdges, type ReferrerRow, seenEdges, seenReferrers, type SeenRow } from '../data/surroundings.statements';
import { settings } from '../settings';
import { emailShape } from './fraud/email-shape';
import type { RefereeRecord, ReferrerRecord, Surroundings } from './fraud/facts';
import { programsOf, type Programs } from './program';

/** All that is known around these referrals, by uuid: a handful of statements, however many there are. */
export async function surroundingsOf(ctx: Context, edgeIds: readonly string[]): Promise<ReadonlyMap<string, Surroundings>> {
  const asked = await ctx.sql(askedEdges(edgeIds));
  const members = [...new Set(asked.flatMap(({ referrer_id, referee_id }) => [referrer_id, referee_id]))];
  const [seen, referrers, ancestors, emails, programs, { disposableDomains }] = await Promise.all([
    ctx.sql(seenEdges([...new Set(asked.flatMap(({ id, around }) => [id, ...around]))], scaleOf(ctx.brand.currency))),
    ctx.sql(seenReferrers([...new Set(asked.map(({ referrer_id }) => referrer_id))])),
    ctx.sql(ancestorsOf(edgeIds)),
    ctx.use(Contacts).addresses('EMAIL', members),
    programsOf(ctx),
    ctx.settings(settings),
  ]);
  const staff = await ctx.use(StaffDirectory).among([...emails.values()].map(({ value }) => value));
  const records = new Map(seen.map((row) => [row.id, recordOf(row)]));
  const referrersById = new Map(referrers.map((row) => [row.id, row]));
  const above = groupBy(ancestors, ({ edge_id }) => edge_id);
  return new Map(asked.flatMap((row): [string, Surroundings][] => {
    const [edge, referrer] = [records.get(row.id), referrersById.get(row.referrer_id)];
    if (!edge || !referrer) return [];
    const emailOf = (memberId: string): string | null => emails.get(memberId)?.value ?? null;
    return [[row.id, {
      edge, referrer: referrerOf(referrer, staff.has(emailOf(row.referrer_id) ?? '')), email: emailShape(emailOf(row.referee_id), disposableDomains),
      ancestors: (above.get(row.id) ?? []).map(({ member_id, bound_at }) => ({ memberId: member_id, boundAt: bound_at })),
      wasMember: row.was_member, isReturnedFavour: row.is_returned_favour, minNet: leastOf(ctx, programs, row),
      circle: row.around.flatMap((id) => records.get(id) ?? []).filter((other) => other !== edge),
    }]];
  }));
}

const recordOf = (row: SeenRow): RefereeRecord => ({
  memberId: row.referee_id, referrerId: row.referrer_id, boundAt: row.bound_at, joinedAt: row.joined_at, network: row.network, device: row.device, traits: row.traits,
  firstOrder: row.ordered_at && { at: row.ordered_at, storeId: row.store_id, net: BigInt(row.net ?? '0'), refundedAt: row.refunded_at },
  returnedAt: row.returned_at,
});

const referrerOf = (row: ReferrerRow, isStaff: boolean): ReferrerRecord => ({
  memberId: row.id, joinedAt: row.joined_at, isStaff, networks: row.networks, devices: row.devices, traits: row.traits, firstOrderAt: row.first_order_at,
});

/** The smallest order the program pays for, in minor units; null: it pays for any, or for none. */
function leastOf(ctx: Context, programs: Programs, { program_id, version }: AskedRow): bigint | null {
  const amounts = programs.rulesOf(program_id, version).flatMap(({ on, minNet }) => (on === 'JOIN' || minNet === null ? [] : parseDecimal(minNet, scaleOf(ctx.brand.currency)) ?? []));
  return amounts.length === 0 ? null : amounts.reduce((least, amount) => (amount < least ? amount : least));
}
