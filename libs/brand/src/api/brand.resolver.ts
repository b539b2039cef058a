import { ANY_CALLER, type Context, DateTimeScalar, type LimitUse, listPage, Platform, type PluginStatus } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { updateBrand } from '../domain/brand-changes';
import { storeList } from '../domain/store-changes';
import { permissions } from '../permissions';
import { BrandUpdateInput } from './brand.inputs';
import { BrandPayload } from './brand.payloads';
import { Brand, brandObject, BrandPlugin, PlanLimitUse } from './brand.type';
import { StoreConnection, storeObject } from './store.type';
import { Viewer, viewerOf } from './viewer.type';

const stores = storeList(storeObject);

/** For staff and members alike. */
@Resolver()
export class OwnBrandResolver {
  @Authorized(ANY_CALLER)
  @Query(() => Brand, { description: 'The brand the credential belongs to.' })
  brand(@Ctx() ctx: Context): Brand {
    return brandObject(ctx.brand);
  }
}

@Resolver()
export class BrandResolver {
  @Authorized(ANY_CALLER)
  @Query(() => Viewer, { description: 'Whose credential the request carries.' })
  viewer(@Ctx() ctx: Context): Viewer {
    return viewerOf(ctx);
  }

  @Authorized(permissions.manage)
  @Mutation(() => BrandPayload, { description: 'Absent leaves; nothing of a brand can be cleared.' })
  async brandUpdate(
    @Arg('input', () => BrandUpdateInput) input: BrandUpdateInput,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    await updateBrand(ctx, input, expectedVersion);
    return { brandId: ctx.brand.id };
  }

  @Authorized(permissions.manage)
  @Mutation(() => BrandPayload, { description: 'Sandbox brands only; forwards only, and every job due on the way runs in order.' })
  async brandClockAdvance(@Arg('to', () => DateTimeScalar) to: Date, @Ctx() ctx: Context): Promise<object> {
    await ctx.use(Platform).advanceClock(to);
    return { brandId: ctx.brand.id };
  }
}

/** What only the brand's own people see of it. */
@Resolver(() => Brand)
export class BrandFieldsResolver {
  @FieldResolver(() => DateTimeScalar, { description: 'The brand\'s now: the database\'s, or where a sandbox brand\'s clock stands.' })
  now(@Ctx() ctx: Context): Date {
    return ctx.now;
  }

  @FieldResolver(() => [BrandPlugin], { description: 'Every installed plugin and how it stands for the brand; at most 100.' })
  plugins(@Ctx() ctx: Context): Promise<readonly PluginStatus[]> {
    return ctx.use(Platform).plugins();
  }

  @FieldResolver(() => [PlanLimitUse], { description: 'Limits of the brand\'s modules; at most 100.' })
  limits(@Ctx() ctx: Context): Promise<readonly LimitUse[]> {
    return ctx.use(Platform).limitUses();
  }

  @FieldResolver(() => StoreConnection, { description: 'Open and closed, in order of their codes.' })
  stores(
    @Root() _brand: Brand,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return listPage(ctx, stores, { page: { first, after } });
  }
}
