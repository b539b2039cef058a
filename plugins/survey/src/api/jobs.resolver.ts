import { JobPayload } from '@regulars/brand/contract';
import type { Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { exportSurvey } from '../domain/export';
import { permissions } from '../permissions';

@Resolver()
export class ExportResolver {
  @Authorized(permissions.export)
  @Mutation(() => JobPayload, { description: 'A CSV file of everything that was completed, a response a line; at job.resultUrl for 24 hours. Not for who sees members or stores in part.' })
  async surveyExport(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<object> {
    return { jobId: await exportSurvey(ctx, id) };
  }
}
