import { type Context, JsonScalar, type JsonObject, listPage, Platform, connectionOf, NotFoundError, type PlanDetails, readId, reject } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { brandsMatching, createBrand } from '../domain/brand-creation';
import { inviteTheOwner, openUrl, sealUrl } from '../domain/staff/owners';
import { permissions } from '../permissions';
import { BrandCreateInput } from './brand.inputs';
import { brandById, brands } from './brand.loader';
import { BrandCreatePayload, BrandOwnerInvitePayload } from './brand.payloads';
import { Brand, BRAND_PREFIX, Plan } from './brand.type';

@ObjectType({ simpleResolvers: true, description: 'A module that brands can switch on, if their plan grants it.' })
export class InstalledPlugin {
  @Field(() => String)
  id: string;

  @Field(() => String)
  version: string;

  @Field(() => String, { description: 'Range of versions of the module contract it works with.' })
  sdk: string;

  @Field(() => JsonScalar, { description: 'Module to range of versions.' })
  requires: JsonObject;

  @Field(() => JsonScalar, { description: 'Limit to what it limits.' })
  limits: JsonObject;
}

const BrandConnection = connectionOf(() => Brand, 'Brand');

/** Who runs the installation. */
@Resolver()
export class PlatformResolver {
  @Authorized(permissions.install)
  @Query(() => BrandConnection, { description: 'In order of their codes. `search` is looked for in code and name.' })
  brands(
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('search', () => String, { nullable: true }) search: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return listPage(ctx, brands, { page: { first, after }, where: brandsMatching(search) });
  }

  @Authorized(permissions.install)
  @Query(() => [Plan], { description: 'At most 100.' })
  plans(@Ctx() ctx: Context): Promise<readonly PlanDetails[]> {
    return ctx.use(Platform).plans();
  }

  @Authorized(permissions.install)
  @Query(() => [InstalledPlugin], { description: 'Core modules, which are always on, are not among them. At most 100.' })
  plugins(@Ctx() ctx: Context): readonly object[] {
    return ctx.use(Platform).installed().filter(({ core }) => !core);
  }

  @Authorized(permissions.install)
  @Mutation(() => BrandCreatePayload)
  async brandCreate(
    @Arg('input', () => BrandCreateInput) input: BrandCreateInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    const brandId = await createBrand(ctx, input);
    const url = await inviteTheOwner(ctx, brandId, input.ownerEmail, null, 'input.ownerEmail');
    return { brandId, ownerInvitation: sealUrl(ctx, brandId, url) };
  }

  @Authorized(permissions.install)
  @Mutation(() => BrandOwnerInvitePayload, { description: 'For a brand that has no owner, or none who can still be reached.' })
  async brandOwnerInvite(
    @Arg('brandId', () => ID) brandId: string,
    @Arg('email', () => String) email: string,
    @Arg('name', () => String, { nullable: true, description: 'What stands before the @, when left out.' }) name: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    const brand = await ctx.load(brandById, readId(BRAND_PREFIX, brandId) ?? '00000000-0000-0000-0000-000000000000');
    if (!brand) return reject(new NotFoundError({ en: 'There is no such brand.', 'zh-TW': '找不到此品牌。' }, 'brandId', brandId));
    return { invitationUrl: await inviteTheOwner(ctx, brand.uuid, email, name, 'email') };
  }
}

@Resolver(() => BrandCreatePayload)
export class BrandCreatePayloadResolver {
  @FieldResolver(() => Brand, { nullable: true })
  async brand(@Root() { brandId }: BrandCreatePayload, @Ctx() ctx: Context): Promise<Brand | null> {
    return brandId === undefined ? null : ctx.load(brandById, brandId);
  }

  @FieldResolver(() => String, { nullable: true, description: 'The page that takes the code behind `#`; the code was sent to the owner, too.' })
  ownerInvitationUrl(@Root() { brandId, ownerInvitation }: BrandCreatePayload, @Ctx() ctx: Context): string | null {
    return brandId === undefined || ownerInvitation === undefined ? null : openUrl(ctx, brandId, ownerInvitation);
  }
}
