import { JobPayload } from '@regulars/brand/contract';
import type { Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { eraseMember } from '../domain/erase-member';
import { exportMember } from '../domain/export-member';
import { memberPermissions } from '../permissions';
import { MemberPayload, type MemberPayloadRef } from './member.payloads';

@Resolver()
export class MemberEraseResolver {
  @Authorized(memberPermissions.erase)
  @Mutation(() => MemberPayload, {
    description: 'For ever: nothing tells any more who the member was. Orders and ledger stay, of a number without a name. Refused while something of the member is open.',
  })
  memberErase(
    @Arg('id', () => ID) id: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('reason', () => String, { nullable: true, description: 'Stands in the audit.' }) _reason: string | null,
    @Ctx() ctx: Context,
  ): Promise<MemberPayloadRef> {
    return eraseMember(ctx, id);
  }

  @Authorized(memberPermissions.export)
  @Mutation(() => JobPayload, { description: 'A JSON file of everything held about the member, by every module; at job.resultUrl for 24 hours.' })
  async memberExport(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return { jobId: await exportMember(ctx, id) };
  }
}
