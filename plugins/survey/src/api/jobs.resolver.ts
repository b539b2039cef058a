import { JobPayload } from '@regulars/brand/contract';
import type { Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { exportSurvey } from '../domain/export';
import { rerunRules } from '../domain/rerun-rules';
import { permissions } from '../permissions';

/** What staff have done in the background. */
@Resolver()
export class JobsResolver {
  @Authorized(permissions.export)
  @Mutation(() => JobPayload, { description: 'A CSV file of everything that was completed, a response a line; at job.resultUrl for 24 hours. Not for who sees members or stores in part.' })
  async surveyExport(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<object> {
    return { jobId: await exportSurvey(ctx, id) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => JobPayload, { description: 'Applies the rules of the published version to what was answered under earlier ones: tags and attributes, no rewards. To each response once for a version, however often it is asked for. Not for who sees stores in part.' })
  async surveyRulesRerun(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<object> {
    return { jobId: await rerunRules(ctx, id) };
  }
}
