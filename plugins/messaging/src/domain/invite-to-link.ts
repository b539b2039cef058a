import { Contacts, Members } from '@regulars/member/contract';
import { type Context, defineTask, type JsonObject, PersonalData, type TaskRun, textIn } from '@regulars/plugin-sdk';
import type { ChannelRun } from '../channels/channel';
import { lineApi } from '../channels/installed';
import { issueLinkToken } from '../channels/line/line-channel';
import { lineClient, sendByLine } from '../channels/line/line-send';
import { accountOf } from './accounts';
import { hashedId } from './hashed-id';
import { beforeDeadline } from './provider-deadline';
import { inviteToLink } from './texts';

/** What the queue keeps of it. */
export interface Invitation {
  /** Of what LINE told: one invitation for each. */
  readonly id: string;
  /** Base64. A queue is no place for what names a person. */
  readonly userSealed: string;
}

const placeOf = (row: string) => ({ table: 'messaging.channel_contact', column: 'invitation', row });

/** Somebody who is no member, as far as LINE's id tells, has followed: they are shown how to say who they are. */
export async function invite(ctx: Context, eventId: string, userId: string): Promise<void> {
  if (pageOf(await accountOf(ctx, 'LINE')) === null) return;
  const id = hashedId('invitation', eventId);
  await ctx.enqueue(inviteTask, { id, userSealed: ctx.use(PersonalData).seal(userId, placeOf(id)).toString('base64') });
}

const pageOf = (account: { readonly credentials: JsonObject } | null): string | null => (account?.credentials.linkPage as string | undefined) ?? null;

/** Asks LINE for a link token, and sends the page with it. However often it runs, LINE takes it once. */
export const inviteTask = defineTask<Invitation>('messaging.invite-to-link', async (work, invitation) => {
  const found = await work.transaction((ctx) => stillToInvite(ctx, invitation));
  if (!found) return;
  await beforeDeadline(work, (signal) => send(work, invitation, found, { credentials: found.credentials, signal }));
});

async function send(work: TaskRun, { id }: Invitation, found: ToInvite, run: ChannelRun): Promise<void> {
  const linkToken = await issueLinkToken(run, found.userId, lineApi());
  if (linkToken === null) return;
  const page = new URL(found.page);
  page.searchParams.set('linkToken', linkToken);
  const message = { id, to: found.userId, content: { text: textOf(work, page.href) }, purpose: 'SERVICE', language: languageOf(work), unsubscribeUrl: null } as const;
  const [outcome] = await sendByLine(await lineClient(run, lineApi()), run, { key: id, messages: [message] });
  if (outcome?.outcome === 'RETRY') throw new Error(`LINE takes no invitation now: ${outcome.reason}`);
}

const languageOf = ({ brand }: TaskRun): string => brand.locales[0] ?? 'en';

const textOf = (work: TaskRun, url: string): string => textIn(inviteToLink(work.brand.name, url), languageOf(work));

interface ToInvite {
  readonly userId: string;
  readonly page: string;
  readonly credentials: JsonObject;
}

/** Null: they said it meanwhile, or the brand has changed its mind. */
async function stillToInvite(ctx: Context, { id, userSealed }: Invitation): Promise<ToInvite | null> {
  const account = await accountOf(ctx, 'LINE');
  const page = pageOf(account);
  if (!account || page === null) return null;
  const userId = ctx.use(PersonalData).open(Buffer.from(userSealed, 'base64'), placeOf(id));
  const [owner] = await ctx.use(Members).find([{ kind: 'LINE', value: ctx.use(Contacts).indexOf('LINE', userId) }]);
  return owner == null ? { userId, page, credentials: account.credentials } : null;
}
