import { CallerNetwork, type Context, InvalidInputError, newUuid, PersonalData, reject } from '@regulars/plugin-sdk';
import { insertEdgeSighting, insertMemberSighting, noteClick } from '../data/sighting.statements';

const MAX_DEVICE = 200;

/** What the brand's page says of the device, as a keyed hash. Rejects what is too long to be a name. */
function deviceIndex(ctx: Context, device: string | null): Buffer | null {
  const text = device?.trim() ?? '';
  if (text.length > MAX_DEVICE) reject(new InvalidInputError({ en: `A device is named in at most ${String(MAX_DEVICE)} characters.`, 'zh-TW': `裝置識別最多 ${String(MAX_DEVICE)} 個字元。` }, 'device'));
  return text === '' ? null : ctx.use(PersonalData).blindIndex('referral-device', text);
}

/** Of people who call themselves; a till or a brand's server says nothing of where somebody is. */
const networkIndex = (ctx: Context): Buffer | null => (ctx.audience === 'member' ? ctx.use(CallerNetwork).index : null);

/** Where a friend was bound, or else where the link was followed. */
export async function noteBinding(ctx: Context, edgeId: string, clickId: string | null, device: string | null = null): Promise<void> {
  const [network, index] = [networkIndex(ctx), deviceIndex(ctx, device)];
  if (clickId !== null || network !== null || index !== null) await ctx.sql(insertEdgeSighting(newUuid(), edgeId, clickId, network, index));
}

export async function noteVisit(ctx: Context, clickId: string, device: string | null): Promise<void> {
  const [network, index] = [networkIndex(ctx), deviceIndex(ctx, device)];
  if (network !== null || index !== null) await ctx.sql(noteClick(clickId, network, index));
}

/** Where a member takes a link out. Nothing of one whom staff make a link for. */
export async function noteReferrer(ctx: Context, memberId: string, device: string | null): Promise<void> {
  const [network, index] = [networkIndex(ctx), deviceIndex(ctx, device)];
  if (network !== null || index !== null) await ctx.sql(insertMemberSighting(newUuid(), memberId, network, index));
}
