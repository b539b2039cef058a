import { JobPayload } from '@regulars/brand/contract';
import { ANY_CALLER, type Context } from '@regulars/plugin-sdk';
import { Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { exportMyself } from '../domain/export-member';
import { meOf } from './self.resolver';

/** What members may ask for by law, of their own. */
@Resolver()
export class OwnDataResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => JobPayload, {
    description: 'A JSON file of everything held about me; at job.resultUrl for 24 hours, for nobody but me. Within an hour the same job is answered again.',
  })
  async memberExport(@Ctx() ctx: Context): Promise<object> {
    return { jobId: await exportMyself(ctx, meOf(ctx)) };
  }
}
