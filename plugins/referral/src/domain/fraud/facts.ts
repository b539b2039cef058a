import { DAY, HOUR, MINUTE } from '@regulars/plugin-sdk';

/** What was seen of one referee; every time is the brand's, every name of a network, device or trait a keyed hash. */
export interface RefereeRecord {
  readonly memberId: string;
  readonly referrerId: string;
  readonly boundAt: Date;
  readonly joinedAt: Date;
  /** The network the friend was bound from; null: not seen, as at a till. */
  readonly network: string | null;
  /** What the brand's page gave as the device; null: nothing. */
  readonly device: string | null;
  /** What the member shares with another who may be the same person: an inbox, a name with its birthday. */
  readonly traits: readonly string[];
  /** The first order from the bind on that is worth what the program asks; else the first of all. */
  readonly firstOrder: OrderRecord | null;
  /** When the member first bought again, on a later day. */
  readonly returnedAt: Date | null;
}

export interface OrderRecord {
  readonly at: Date;
  readonly storeId: string | null;
  /** Minor units, before refunds. */
  readonly net: bigint;
  /** When half of it or more had been given back; null: was not. */
  readonly refundedAt: Date | null;
}

export interface ReferrerRecord {
  readonly memberId: string;
  readonly joinedAt: Date;
  readonly isStaff: boolean;
  /** Where the referrer was seen: taking the link out, or being bound itself. */
  readonly networks: readonly string[];
  readonly devices: readonly string[];
  readonly traits: readonly string[];
  /** When it first bought something itself; null: never. */
  readonly firstOrderAt: Date | null;
}

export type EmailShape = 'NONE' | 'PLAIN' | 'ALIAS' | 'DISPOSABLE';

/** One referral with all that stands around it. */
export interface Surroundings {
  readonly edge: RefereeRecord;
  readonly referrer: ReferrerRecord;
  readonly email: EmailShape;
  /** By whom the referrer was brought, by whom that one, and so on: when each was bound. */
  readonly ancestors: readonly { readonly memberId: string; readonly boundAt: Date }[];
  /** The referee was a member before: joined earlier, or its phone is one of somebody erased. */
  readonly wasMember: boolean;
  /** In another program the referee brought the referrer. */
  readonly isReturnedFavour: boolean;
  /** All referees of the referrer, and all who were bound from the network or the device of this one; without this one. */
  readonly circle: readonly RefereeRecord[];
  /** What the program asks a first order to be worth, in minor units; null: nothing, or joining is enough. */
  readonly minNet: bigint | null;
}

/** What is weighed: plain numbers, all as of one moment. */
export interface ReferralFacts {
  readonly isSelf: boolean;
  readonly closesCircle: boolean;
  readonly wasMember: boolean;
  readonly referrerIsStaff: boolean;
  readonly email: EmailShape;
  readonly isLikeReferrer: boolean;
  /** Other referees of the circle who may be the same person. */
  readonly alike: number;
  readonly isReturnedFavour: boolean;
  /** Other referees of the referrer from the same network, within 30 days. */
  readonly onNetwork: number;
  /** Other referrers whose friends came from that network: of a shop's Wi-Fi or a phone company's there are many. */
  readonly networkReferrers: number;
  readonly onReferrersNetwork: boolean;
  readonly onDevice: number;
  readonly onReferrersDevice: boolean;
  /** Other referees of the referrer bound within an hour of this one. */
  readonly inTheHour: number;
  /** Other referees of the referrer bound in the 30 days around this one. */
  readonly inTheMonth: number;
  readonly referrerAgeDays: number;
  readonly referrerHasBought: boolean;
  /** How many in a row, the referrer first, were themselves bound less than a day before they brought the next. */
  readonly freshLinks: number;
  readonly minutesToOrder: number | null;
  /** The order over the least the program asks, in hundredths; null: no order, or no least. */
  readonly percentOfMinimum: number | null;
  /** Other referees of the referrer who first bought in the same store within three minutes. */
  readonly atTheTill: number;
  /** Of the circle: who bought, and whose first order was just what the program asks. */
  readonly bought: number;
  readonly boughtMinimum: number;
  readonly refunded: number;
  /** Of the circle, this one included: who bought a week ago or longer, and who of them came again. */
  readonly hadTime: number;
  readonly returned: number;
}

const MONTH = 30 * DAY;
/** How long somebody has to come again before staying away says anything. */
const TIME_TO_RETURN = 7 * DAY;
const TILL = 3 * MINUTE;
/** Whether an order, in hundredths of the least, is just the least: what is less is not paid for. */
export const isNearMinimum = (percentOfMinimum: number): boolean => percentOfMinimum >= 100 && percentOfMinimum < 115;

const within = (a: Date, b: Date, span: number): boolean => Math.abs(a.getTime() - b.getTime()) <= span;
const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one));

const percent = (net: bigint, least: bigint): number => Number((net * 100n) / least);

/** What had been seen of a referee by then. */
function asOf(record: RefereeRecord, at: Date): RefereeRecord {
  if (![record.firstOrder?.at, record.firstOrder?.refundedAt, record.returnedAt].some((time) => time && time > at)) return record;
  const order = record.firstOrder && record.firstOrder.at <= at ? record.firstOrder : null;
  return {
    ...record,
    firstOrder: order && { ...order, refundedAt: order.refundedAt && order.refundedAt <= at ? order.refundedAt : null },
    returnedAt: record.returnedAt && record.returnedAt <= at ? record.returnedAt : null,
  };
}

/** Weighs nothing: counts what was there at the moment, whatever came later. */
export function factsOf(seen: Surroundings, at: Date): ReferralFacts {
  const edge = asOf(seen.edge, at);
  const circle = seen.circle.filter((other) => other.boundAt <= at && other.memberId !== edge.memberId).map((other) => asOf(other, at));
  return {
    ...whoTheyAre(seen, edge, circle), ...whereTheyWere(seen, edge, circle), ...whenTheyCame(seen, edge, circle), ...whatTheyBought(seen, edge, circle, at),
  };
}

type Circle = readonly RefereeRecord[];
type Who = 'isSelf' | 'closesCircle' | 'wasMember' | 'referrerIsStaff' | 'email' | 'isLikeReferrer' | 'alike' | 'isReturnedFavour';
type Where = 'onNetwork' | 'networkReferrers' | 'onReferrersNetwork' | 'onDevice' | 'onReferrersDevice';
type When = 'inTheHour' | 'inTheMonth' | 'referrerAgeDays' | 'referrerHasBought' | 'freshLinks';

function whoTheyAre(seen: Surroundings, edge: RefereeRecord, circle: Circle): Pick<ReferralFacts, Who> {
  return {
    isSelf: edge.memberId === seen.referrer.memberId,
    closesCircle: seen.ancestors.some(({ memberId }) => memberId === edge.memberId),
    wasMember: seen.wasMember,
    referrerIsStaff: seen.referrer.isStaff,
    email: seen.email,
    isLikeReferrer: shares(edge.traits, seen.referrer.traits),
    alike: circle.filter((other) => shares(edge.traits, other.traits)).length,
    isReturnedFavour: seen.isReturnedFavour,
  };
}

const ofSameReferrer = (edge: RefereeRecord, circle: Circle): Circle => circle.filter(({ referrerId }) => referrerId === edge.referrerId);

function whereTheyWere({ referrer }: Surroundings, edge: RefereeRecord, circle: Circle): Pick<ReferralFacts, Where> {
  const onNetwork = edge.network === null ? [] : circle.filter((other) => other.network === edge.network && within(other.boundAt, edge.boundAt, MONTH));
  const others = new Set(onNetwork.map(({ referrerId }) => referrerId));
  others.delete(edge.referrerId);
  return {
    onNetwork: ofSameReferrer(edge, onNetwork).length,
    networkReferrers: others.size,
    onReferrersNetwork: edge.network !== null && referrer.networks.includes(edge.network),
    onDevice: edge.device === null ? 0 : circle.filter(({ device }) => device === edge.device).length,
    onReferrersDevice: edge.device !== null && referrer.devices.includes(edge.device),
  };
}

function whenTheyCame({ referrer, ancestors }: Surroundings, edge: RefereeRecord, circle: Circle): Pick<ReferralFacts, When> {
  const siblings = ofSameReferrer(edge, circle);
  return {
    inTheHour: siblings.filter(({ boundAt }) => within(boundAt, edge.boundAt, HOUR)).length,
    inTheMonth: siblings.filter(({ boundAt }) => within(boundAt, edge.boundAt, MONTH)).length,
    referrerAgeDays: Math.max(0, edge.boundAt.getTime() - referrer.joinedAt.getTime()) / DAY,
    referrerHasBought: referrer.firstOrderAt !== null && referrer.firstOrderAt <= edge.boundAt,
    freshLinks: freshLinks(edge.boundAt, ancestors.map(({ boundAt }) => boundAt)),
  };
}

/** `bindings`: of the referrer, of who brought it, and so on. */
function freshLinks(boundAt: Date, bindings: readonly Date[]): number {
  let next = boundAt;
  for (const [links, before] of bindings.entries()) {
    if (!within(before, next, DAY)) return links;
    next = before;
  }
  return bindings.length;
}

type What = 'minutesToOrder' | 'percentOfMinimum' | 'atTheTill' | 'bought' | 'boughtMinimum' | 'refunded' | 'hadTime' | 'returned';

function whatTheyBought({ minNet }: Surroundings, edge: RefereeRecord, circle: Circle, at: Date): Pick<ReferralFacts, What> {
  const order = edge.firstOrder;
  const hasLeast = minNet !== null && minNet > 0n;
  const bought = circle.filter(({ firstOrder }) => firstOrder !== null);
  const hadTime = [edge, ...circle].filter(({ firstOrder }) => firstOrder !== null && at.getTime() - firstOrder.at.getTime() >= TIME_TO_RETURN);
  return {
    minutesToOrder: order && (order.at.getTime() - edge.joinedAt.getTime()) / MINUTE,
    percentOfMinimum: order && hasLeast ? percent(order.net, minNet) : null,
    atTheTill: order === null || order.storeId === null ? 0
      : ofSameReferrer(edge, bought).filter(({ firstOrder }) => firstOrder?.storeId === order.storeId && within(firstOrder.at, order.at, TILL)).length,
    bought: bought.length,
    boughtMinimum: hasLeast ? bought.filter(({ firstOrder }) => firstOrder !== null && isNearMinimum(percent(firstOrder.net, minNet))).length : 0,
    refunded: bought.filter(({ firstOrder }) => firstOrder?.refundedAt != null).length,
    hadTime: hadTime.length,
    returned: hadTime.filter(({ returnedAt }) => returnedAt !== null).length,
  };
}
