import { Contacts, type MemberAddress } from '@regulars/member/contract';
import { type Context, wallClock } from '@regulars/plugin-sdk';
import type { ChannelContent, ChannelDriver, OutgoingMessage } from '../channels/channel';
import type { ChannelRow } from '../data/channel.statements';
import type { DueRow, FactsRow } from '../data/send.statements';
import type { TemplateTerms } from '../data/template-terms';
import { type LinkTracking, trackLinks } from '../links/domain/track-links';
import { settings } from '../settings';
import { type Decision, decideSend, type SendFacts, type SendPolicy, type SuppressReason } from './decide-send';
import { unsubscribeUrlFor } from './links';
import { contentFor, fill, linksIn, namesIn, ready, type ReadyContent, withFallbacks } from './render';
import { factsOfMessages, lastWroteAt } from './replies';
import { termsOf } from './templates';
import { type KnownMembers, knowMembers } from './values';

/** A message that is to leave, and what has to be known of it afterwards. */
export interface Outgoing {
  readonly message: OutgoingMessage;
  /** Of the address, in hex; empty where everybody is reached. */
  readonly index: string;
  readonly units: number;
  /** How often it was tried before. */
  readonly tries: number;
}

export interface Composed {
  readonly outgoing: readonly Outgoing[];
  readonly suppressed: readonly { readonly id: string; readonly reason: SuppressReason }[];
  readonly waiting: readonly { readonly id: string; readonly until: Date }[];
}

/** What is read once for all of them. */
interface Material {
  readonly facts: ReadonlyMap<string, FactsRow>;
  readonly addresses: ReadonlyMap<string, MemberAddress>;
  readonly known: KnownMembers;
  readonly policy: SendPolicy;
  readonly tracking: LinkTracking;
  readonly contentOf: (row: DueRow, language: string | null) => ReadyContent | null;
  readonly termsOf: (row: DueRow) => TemplateTerms;
}

const keyOf = ({ template_id, template_version }: DueRow): string => `${template_id}/${template_version}`;

async function gather(ctx: Context, driver: ChannelDriver, rows: readonly DueRow[]): Promise<Material> {
  const memberIds = [...new Set(rows.map(({ member_id }) => member_id))];
  const versions = [...new Map(rows.map((row) => [keyOf(row), row])).values()];
  const terms = new Map(await Promise.all(versions.map(async (row) => [keyOf(row), await termsOf(ctx, row.template_id, row.template_version)] as const)));
  const contents = new Map<object, ReadyContent>();
  const contentOf = (row: DueRow, language: string | null): ReadyContent | null => {
    const content = contentFor(terms.get(keyOf(row)) as TemplateTerms, driver.code, language);
    if (content && !contents.has(content)) contents.set(content, ready(driver, content));
    return content && (contents.get(content) ?? null);
  };
  const said = versions.map((row) => ({ row, contents: (terms.get(keyOf(row)) as TemplateTerms).contents.filter(({ channel }) => channel === driver.code).map((content) => ready(driver, content)) }));
  const named = new Set(said.flatMap((version) => version.contents.flatMap(namesIn)));
  const [facts, addresses, known, { quietHours, perDay, perWeek }, tracking] = await Promise.all([
    factsOfMessages(ctx, driver, rows.map(({ id }) => id)),
    driver.identity === null ? new Map<string, MemberAddress>() : ctx.use(Contacts).addresses(driver.identity, memberIds),
    knowMembers(ctx, memberIds, named),
    ctx.settings(settings),
    trackLinks(ctx, said.map(({ row, contents: all }) => ({ templateId: row.template_id, version: row.template_version, urls: all.flatMap(linksIn) }))),
  ]);
  return {
    facts: new Map(facts.map((row) => [row.id, row])), addresses, known, contentOf, tracking, policy: { quietHours, perDay, perWeek, timeZone: ctx.brand.timeZone },
    termsOf: (row) => terms.get(keyOf(row)) as TemplateTerms,
  };
}

/** What is counted while one after the other is decided: caps and quotas hold within what leaves together, too. */
class Counting {
  private readonly sent = new Map<string, number>();

  constructor(public unitsLeft: number | null) {}

  sentTo(memberId: string): number {
    return this.sent.get(memberId) ?? 0;
  }

  take(memberId: string, units: number): void {
    this.sent.set(memberId, this.sentTo(memberId) + 1);
    if (this.unitsLeft !== null) this.unitsLeft -= units;
  }
}

/** Decides of each message, in their order, whether it is sent now, and says it; `most` of them. Those behind are left as they are. */
export async function compose(ctx: Context, driver: ChannelDriver, channel: ChannelRow, rows: readonly DueRow[], most: number): Promise<Composed> {
  const material = await gather(ctx, driver, rows);
  const counting = new Counting(unitsLeft(channel, monthOf(ctx)));
  const composed = { outgoing: [] as Outgoing[], suppressed: [] as { id: string; reason: SuppressReason }[], waiting: [] as { id: string; until: Date }[] };
  for (const row of rows) {
    if (composed.outgoing.length >= most) break;
    const outgoing = decideAndWrite(ctx, driver, channel, row, material, counting);
    if ('message' in outgoing) {
      if (exceeds(outgoing, row, channel, counting)) composed.suppressed.push({ id: row.id, reason: 'QUOTA' });
      else {
        counting.take(row.member_id, outgoing.units);
        composed.outgoing.push(outgoing);
      }
    } else if (outgoing.is === 'SUPPRESS') composed.suppressed.push({ id: row.id, reason: outgoing.reason });
    else if (outgoing.is === 'WAIT') composed.waiting.push({ id: row.id, until: outgoing.until });
  }
  return composed;
}

/** What a driver stumbles over stops nothing but itself. */
function decideAndWrite(ctx: Context, driver: ChannelDriver, channel: ChannelRow, row: DueRow, material: Material, counting: Counting): Outgoing | Decision {
  try {
    const decision = decideSend(factsOf(ctx, driver, channel, row, material, counting), material.policy);
    return decision.is === 'SEND' ? write(ctx, driver, row, material) : decision;
  } catch {
    return { is: 'SUPPRESS', reason: 'CONTENT_INVALID' };
  }
}

/** `YYYY-MM`, as the brand's calendar has it. */
export const monthOf = (ctx: Context): string => wallClock(ctx.now, ctx.brand.timeZone).date.slice(0, 7);

export const unitsLeft = ({ monthly_units, month, used_units }: ChannelRow, now: string): number | null =>
  monthly_units === null ? null : monthly_units - (month === now ? used_units : 0);

/** Of a text in several parts, all are billed. */
const exceeds = ({ units }: Outgoing, { purpose }: DueRow, { reserve_units }: ChannelRow, { unitsLeft: left }: Counting): boolean =>
  left !== null && units > left - (purpose === 'MARKETING' ? reserve_units : 0);

function factsOf(ctx: Context, driver: ChannelDriver, channel: ChannelRow, row: DueRow, material: Material, counting: Counting): SendFacts {
  const { facts, addresses } = material;
  const stored = facts.get(row.id);
  const sentNow = row.purpose === 'MARKETING' ? counting.sentTo(row.member_id) : 0;
  return {
    purpose: row.purpose, now: ctx.now, expiresAt: row.expires_at, isActive: stored?.status === 'ACTIVE', consent: stored?.consent ?? null,
    reach: reachOf(driver, addresses.get(row.member_id), stored?.dead_index ?? null),
    replyWithin: replyWithin(driver, row, material), lastWroteAt: lastWroteAt(stored, addresses.get(row.member_id)?.index), sentInDay: (stored?.in_day ?? 0) + sentNow, sentInWeek: (stored?.in_week ?? 0) + sentNow,
    unitsLeft: counting.unitsLeft, reserve: channel.reserve_units,
  };
}

function reachOf(driver: ChannelDriver, address: MemberAddress | undefined, deadIndex: string | null): SendFacts['reach'] {
  if (driver.identity === null) return 'OK';
  if (address === undefined) return 'NONE';
  if (driver.readAddress(address.value) === null) return 'UNUSABLE';
  return address.index === deadIndex ? 'BLOCKED' : 'OK';
}

/** Asked of what would really be said: which parts a template fills may depend on the member. What cannot be said is not asked about. */
function replyWithin(driver: ChannelDriver, row: DueRow, material: Material): number | null {
  const said = driver.replyWithin && wordsFor(row, material);
  return typeof said === 'object' ? (driver.replyWithin?.(said.filled) ?? null) : null;
}

/** What is said to a message's member; or why nothing is. */
function wordsFor(row: DueRow, { known, contentOf, tracking, termsOf: termsOfRow }: Material): { readonly language: string; readonly filled: ChannelContent } | SuppressReason {
  const content = contentOf(row, known.languageOf(row.member_id));
  if (!content) return 'NO_CONTENT';
  const values = withFallbacks(known.valuesFor(row.member_id, row.data), termsOfRow(row).fallbacks);
  const filled = fill(content, values, tracking(row));
  return typeof filled === 'string' ? filled : { language: content.language, filled };
}

function write(ctx: Context, driver: ChannelDriver, row: DueRow, material: Material): Outgoing | Decision {
  const said = wordsFor(row, material);
  if (typeof said === 'string') return { is: 'SUPPRESS', reason: said };
  const { language, filled } = said;
  if (driver.checkContent(filled).length > 0) return { is: 'SUPPRESS', reason: 'CONTENT_INVALID' };
  const address = material.addresses.get(row.member_id);
  const message: OutgoingMessage = {
    id: row.id, to: address ? driver.readAddress(address.value) ?? '' : row.member_id, content: filled, purpose: row.purpose, language,
    unsubscribeUrl: row.purpose === 'MARKETING' ? unsubscribeUrlFor(ctx, row.id) : null,
  };
  return { message, index: address?.index ?? '', units: driver.unitsOf?.(filled) ?? 1, tries: row.attempts };
}
