import { failFileJob, finishFileJob, queueFileJob, recentFileJob } from '@regulars/brand/contract';
import { type Context, defineTask, InvalidInputError, type JsonObject, NotFoundError, readId, reject, secondFactorRequired } from '@regulars/plugin-sdk';
import { standingById } from '../data/export.statements';
import { lockByIds } from '../data/member.statements';
import { MemberStatus } from '../enums';
import { MemberData } from './extension-points';
import { seesMembersWhole } from './masked';
import { say } from './texts';

const EXPORT_KIND = 'MEMBER_EXPORT';
const KEPT_HOURS = 24;
const PERMISSION = 'member:export';
/** For so long a member who asks again is given what they asked for before: putting it together is much work. */
const OWN_AGAIN_AFTER = 3_600; // s

/** What staff ask for, with a public id; answers the job's uuid. */
export async function exportMember(ctx: Context, id: string): Promise<string> {
  if (!seesMembersWhole(ctx)) reject(new InvalidInputError(say.exportShowsAll, 'id'));
  const uuid = readId('mbr', id);
  const [member] = uuid === null ? [] : await ctx.sql(standingById(uuid));
  return member ? startExport(ctx, member.id) : reject(new NotFoundError(say.noSuchMember, 'id', id));
}

/**
 * Everything held about the member, as a file that is there for a day; answers the job's uuid. `memberId` is nobody's
 * who was merged. `isOwn`: the member asked for it, and nobody else can fetch it.
 *
 * @throws GraphQLError SECOND_FACTOR_REQUIRED, by whichever operation of staff it is begun
 */
export async function startExport(ctx: Context, memberId: string, isOwn = false): Promise<string> {
  if (ctx.actor.withheld.has(PERMISSION)) throw secondFactorRequired([PERMISSION], ctx.language);
  const jobId = await queueFileJob(ctx, EXPORT_KIND, { memberId }, isOwn ? memberId : null);
  await ctx.enqueue(ExportTask, { jobId, memberId, isOwn });
  return jobId;
}

/** What a member asks for about themselves; answers the job's uuid. */
export async function exportMyself(ctx: Context, memberId: string): Promise<string> {
  await ctx.sql(lockByIds([memberId])); // two who ask at once are one who asks twice
  return (await recentFileJob(ctx, EXPORT_KIND, memberId, OWN_AGAIN_AFTER)) ?? startExport(ctx, memberId, true);
}

/** In one transaction, and so of one instant. Begun again after a crash, it writes the file that is not there yet. `isOwn`: the member asked for it. */
export const ExportTask = defineTask<{ readonly jobId: string; readonly memberId: string; readonly isOwn?: boolean }>('member.export', async (work, { jobId, memberId, isOwn = false }) => {
  try {
    await work.transaction(async (ctx) => {
      const document = await everythingAbout(ctx, memberId);
      // Who is erased meanwhile waits for this to end, and takes the file along; after that there is nothing to be kept.
      const [locked] = await ctx.sql(lockByIds([memberId]));
      if (locked?.status === MemberStatus.ERASED) return failFileJob(ctx, jobId, 'The member was erased.');
      await finishFileJob(ctx, jobId, {
        name: 'member.json', contentType: 'application/json', bytes: Buffer.from(JSON.stringify(document, null, 2)), hours: KEPT_HOURS,
        permission: isOwn ? null : PERMISSION, memberId,
      });
    });
  } catch (error) {
    if (work.signal.aborted) throw error;
    await work.transaction((ctx) => failFileJob(ctx, jobId, 'It could not be put together, because of an internal error.'));
    throw error;
  }
});

/** By module. */
async function everythingAbout(ctx: Context, memberId: string): Promise<JsonObject> {
  const document: Record<string, JsonObject> = {};
  for (const owner of ctx.extensions(MemberData)) document[owner.module] = await owner.export(ctx, memberId);
  return { exportedAt: ctx.now.toISOString(), brand: ctx.brand.code, ...document };
}
