import { type Context, defineLoader, oneForEach, Platform } from '@regulars/plugin-sdk';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Brand, Plan } from './brand.type';

/** There are few plans, so one read serves any number of brands. */
export const planByCode = defineLoader<string, object | null>(async (ctx, codes) => oneForEach(codes, await ctx.use(Platform).plans(), (plan) => plan.code));

@Resolver(() => Brand)
export class BrandPlanResolver {
  @FieldResolver(() => Plan)
  plan(@Root() brand: Brand, @Ctx() ctx: Context): Promise<object | null> {
    return ctx.load(planByCode, brand.planCode);
  }
}
