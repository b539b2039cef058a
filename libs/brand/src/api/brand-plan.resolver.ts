import type { Context } from '@regulars/plugin-sdk';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Brand, Plan } from './brand.type';
import { planByCode } from './plan.loader';

@Resolver(() => Brand)
export class BrandPlanResolver {
  @FieldResolver(() => Plan)
  plan(@Root() brand: Brand, @Ctx() ctx: Context): Promise<object | null> {
    return ctx.load(planByCode, brand.planCode);
  }
}
