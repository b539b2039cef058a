import { type Context, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import { changePlan, createPlan, updatePlan } from '../domain/plans';
import { permissions } from '../permissions';
import { PlanInput } from './brand.inputs';
import { BrandPayload, PlanPayload } from './brand.payloads';
import { BRAND_PREFIX, Plan } from './brand.type';
import { planByCode } from './plan.loader';

/** What brands may use: for who runs the installation. */
@Resolver()
export class PlansResolver {
  @Authorized(permissions.install)
  @Mutation(() => PlanPayload, { description: 'What the plan names must be installed, with all it requires; a limit must be one that its module declares.' })
  async planCreate(@Arg('input', () => PlanInput) input: PlanInput, @Ctx() ctx: Context): Promise<object> {
    return { planCode: await createPlan(ctx, input) };
  }

  @Authorized(permissions.install)
  @Mutation(() => PlanPayload, { description: 'Takes effect at once for every brand on the plan: a plugin it grants no longer is suspended. To leave a brand some time, move it with brandPlanChange.' })
  async planUpdate(@Arg('code', () => String) code: string, @Arg('input', () => PlanInput) input: PlanInput, @Ctx() ctx: Context): Promise<object> {
    return { planCode: await updatePlan(ctx, code, input) };
  }

  @Authorized(permissions.install)
  @Mutation(() => BrandPayload, { description: 'Nothing is deleted. A plugin that leaves with the old plan acts for graceDays more, each of 24 hours, and is suspended then; a grace given before is kept.' })
  async brandPlanChange(
    @Arg('brandId', () => ID) brandId: string,
    @Arg('planCode', () => String) planCode: string,
    @Arg('graceDays', () => Int, { defaultValue: 0 }) graceDays: number,
    @Ctx() ctx: Context,
  ): Promise<object> {
    const uuid = readId(BRAND_PREFIX, brandId);
    if (!(await changePlan(ctx, uuid, planCode, graceDays))) reject(new NotFoundError({ en: 'There is no such brand.', 'zh-TW': '找不到此品牌。' }, 'brandId', brandId));
    return { brandId: uuid };
  }
}

@Resolver(() => PlanPayload)
export class PlanPayloadResolver {
  @FieldResolver(() => Plan, { nullable: true })
  async plan(@Root() { planCode }: PlanPayload, @Ctx() ctx: Context): Promise<object | null> {
    return planCode === undefined ? null : ctx.load(planByCode, planCode);
  }
}
