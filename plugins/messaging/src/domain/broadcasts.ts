import { type MemberConditions, membersWhere } from '@regulars/member/contract';
import { type Context, InvalidInputError, newUuid, NotFoundError, Problems, readName, refuseTransition, reject } from '@regulars/plugin-sdk';
import {
  broadcastForUpdate, type BroadcastRow, insertBroadcast, reachOf, scheduleBroadcast, setBroadcastState,
} from '../data/broadcast.statements';
import { channelByCode, type ChannelRow } from '../data/channel.statements';
import { providerQuotaOf, type ProviderQuotaRow } from '../data/provider-quota.statements';
import type { TemplateRow } from '../data/template.statements';
import { MessageBasisMissingError } from '../errors';
import { settings } from '../settings';
import { beginTask } from './broadcast-start';
import { cancelRestTask } from './cancel-rest';
import { driverNamed } from './channels';
import { monthOf, unitsLeft } from './compose';
import { BROADCAST_PREFIX, uuidIn } from './ids';
import { providerLeft } from './provider-quota';
import { sendBy } from './send';
import { templateNamed } from './templates';
import { say } from './texts';

export interface BroadcastDraft {
  readonly name: string;
  readonly templateId: string;
  readonly channel: string;
  readonly where?: MemberConditions | null;
  /** After so long nobody wants to hear it any more. */
  readonly lifeMinutes: number;
}

export interface BroadcastRef {
  readonly broadcastId: string;
}

const MAX_NAME = 100;
const MAX_LIFE = 30 * 24 * 60;

/** What can be broadcast: a template that speaks by the channel, to people who agreed to hear it. */
async function readTarget(ctx: Context, templateId: string, channel: string, path: string): Promise<TemplateRow> {
  const template = await templateNamed(ctx, templateId, `${path}templateId`);
  const driver = driverNamed(ctx, channel, `${path}channel`);
  if (!template.terms.contents.some((content) => content.channel === driver.code)) reject(new InvalidInputError(say.silent, `${path}channel`));
  // What concerns a member is no ground to write to many.
  if (template.purpose !== 'MARKETING') reject(new MessageBasisMissingError(`${path}templateId`));
  return template;
}

export async function createBroadcast(ctx: Context, draft: BroadcastDraft): Promise<BroadcastRef> {
  const template = await readTarget(ctx, draft.templateId, draft.channel, 'input.');
  const problems = new Problems();
  const name = readName(draft.name, MAX_NAME, 'input.name', problems);
  if (draft.lifeMinutes < 1 || draft.lifeMinutes > MAX_LIFE) problems.add('input.lifeMinutes', between(1, MAX_LIFE));
  problems.throwIfAny();
  membersWhere(ctx, draft.where); // who may not ask for it may not write to it either
  const broadcastId = newUuid();
  await ctx.sql(insertBroadcast(broadcastId, name, template.id, template.version, draft.channel, draft.where ? JSON.stringify(draft.where) : null, draft.lifeMinutes));
  return { broadcastId };
}

const between = (least: number, most: number) => ({ en: `Give ${least} to ${most}.`, 'zh-TW': `請填 ${least} 至 ${most}。` });

export interface Preflight {
  readonly audience: number;
  readonly reachable: number;
  readonly unreachable: readonly { readonly reason: string; readonly members: number }[];
  /** Ten-thousandths of the currency's minor unit; of messages of one unit each. */
  readonly cost: bigint;
  /** Null: no bound. */
  readonly unitsLeft: number | null;
}

/** What would become of a broadcast if it were sent now. */
export async function preflight(ctx: Context, draft: Pick<BroadcastDraft, 'templateId' | 'channel' | 'where'>): Promise<Preflight> {
  const template = await readTarget(ctx, draft.templateId, draft.channel, '');
  const driver = driverNamed(ctx, draft.channel, 'channel');
  const [caps, [channel], [said]] = await Promise.all([ctx.settings(settings), ctx.sql(channelByCode(driver.code)), ctx.sql(providerQuotaOf(driver.code))]);
  const rows = await ctx.sql(reachOf(driver.code, driver.identity, template.purpose, caps, membersWhere(ctx, draft.where)));
  const reachable = rows.find(({ reason }) => reason === null)?.n ?? 0;
  return {
    audience: rows.reduce((sum, { n }) => sum + n, 0), reachable, unreachable: rows.flatMap(({ reason, n }) => (reason === null ? [] : [{ reason, members: n }])),
    cost: BigInt(reachable) * (channel?.unit_price ?? 0n), unitsLeft: leftForMarketing(ctx, channel, said),
  };
}

/** By the brand's own bound, or the provider's, where that is nearer. */
function leftForMarketing(ctx: Context, channel: ChannelRow | undefined, said: ProviderQuotaRow | undefined): number | null {
  const own = channel ? unitsLeft(channel, monthOf(ctx)) : null;
  const bounds = [own === null ? null : own - (channel?.reserve_units ?? 0), providerLeft(ctx, said)].filter((bound) => bound !== null);
  return bounds.length === 0 ? null : Math.max(0, Math.min(...bounds));
}

async function heldBroadcast(ctx: Context, id: string): Promise<BroadcastRow> {
  const [row] = await ctx.sql(broadcastForUpdate(uuidIn(BROADCAST_PREFIX, id)));
  return row ?? reject(new NotFoundError(say.noSuchBroadcast, 'id', id));
}

function expectState({ state }: BroadcastRow, to: string, ...from: readonly BroadcastRow['state'][]): void {
  if (!from.includes(state)) refuseTransition('A broadcast', state, to);
}

/** @param at without it, or when it is over: now */
export async function schedule(ctx: Context, id: string, at?: Date | null): Promise<BroadcastRef> {
  const broadcast = await heldBroadcast(ctx, id);
  expectState(broadcast, 'SCHEDULED', 'DRAFT', 'SCHEDULED');
  const isLater = at != null && at > ctx.now;
  await ctx.sql(scheduleBroadcast(broadcast.id, isLater ? at : ctx.now));
  if (!isLater) await ctx.enqueue(beginTask, { broadcastId: broadcast.id });
  return { broadcastId: broadcast.id };
}

/** What a provider is being asked now goes out. What is in doubt, and the rest, waits. */
export async function pause(ctx: Context, id: string): Promise<BroadcastRef> {
  const broadcast = await heldBroadcast(ctx, id);
  expectState(broadcast, 'PAUSED', 'SENDING');
  await ctx.sql(setBroadcastState(broadcast.id, 'PAUSED'));
  return { broadcastId: broadcast.id };
}

export async function resume(ctx: Context, id: string): Promise<BroadcastRef> {
  const broadcast = await heldBroadcast(ctx, id);
  expectState(broadcast, 'SENDING', 'PAUSED');
  await ctx.sql(setBroadcastState(broadcast.id, 'SENDING'));
  await sendBy(ctx, broadcast.channel);
  return { broadcastId: broadcast.id };
}

/** What a provider is being asked now goes out; nothing else does. */
export async function cancel(ctx: Context, id: string): Promise<BroadcastRef> {
  const broadcast = await heldBroadcast(ctx, id);
  expectState(broadcast, 'CANCELLED', 'DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED');
  await ctx.sql(setBroadcastState(broadcast.id, 'CANCELLED'));
  if (broadcast.state === 'SENDING' || broadcast.state === 'PAUSED') await ctx.enqueue(cancelRestTask, { broadcastId: broadcast.id });
  return { broadcastId: broadcast.id };
}
