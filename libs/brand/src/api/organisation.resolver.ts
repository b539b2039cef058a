import { type Context, defineLoader, listPage, manyForEach, Payload, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { brandsOfOrganisations } from '../domain/brand-creation';
import { addBrand, createOrganisation, existingOrganisation, organisationList, organisationRow, removeBrand } from '../domain/organisations';
import { permissions } from '../permissions';
import { Brand, BRAND_PREFIX, brandObject } from './brand.type';
import { Organisation, OrganisationConnection, organisationObject } from './organisation.type';

const organisations = organisationList(organisationObject);

/** By the organisation's uuid. */
const brandsOf = defineLoader<string, readonly Brand[]>(async (ctx, ids) => {
  const rows = await brandsOfOrganisations(ctx, ids);
  return manyForEach(ids, rows, ({ organisationId }) => organisationId).map((group) => group.map(brandObject));
});

@ObjectType({ simpleResolvers: true })
export class OrganisationPayload extends Payload {
  organisationId?: string;
}

/** Who runs the installation. */
@Resolver()
export class OrganisationResolver {
  @Authorized(permissions.install)
  @Query(() => OrganisationConnection, { description: 'In order of their codes.' })
  organisations(
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return listPage(ctx, organisations, { page: { first, after } });
  }

  @Authorized(permissions.install)
  @Mutation(() => OrganisationPayload)
  async organisationCreate(@Arg('code', () => String) code: string, @Arg('name', () => String) name: string, @Ctx() ctx: Context): Promise<object> {
    return { organisationId: await createOrganisation(ctx, code, name) };
  }

  @Authorized(permissions.install)
  @Mutation(() => OrganisationPayload, { description: 'A brand belongs to one organisation at most.' })
  async organisationBrandAdd(@Arg('id', () => ID) id: string, @Arg('brandId', () => ID) brandId: string, @Ctx() ctx: Context): Promise<object> {
    const organisationId = await existingOrganisation(ctx, id, 'id');
    await addBrand(ctx, organisationId, readId(BRAND_PREFIX, brandId));
    return { organisationId };
  }

  @Authorized(permissions.install)
  @Mutation(() => OrganisationPayload, { description: 'The brand stands on its own again.' })
  async organisationBrandRemove(@Arg('id', () => ID) id: string, @Arg('brandId', () => ID) brandId: string, @Ctx() ctx: Context): Promise<object> {
    const organisationId = await existingOrganisation(ctx, id, 'id');
    await removeBrand(ctx, organisationId, readId(BRAND_PREFIX, brandId));
    return { organisationId };
  }
}

@Resolver(() => Organisation)
export class OrganisationFieldsResolver {
  @FieldResolver(() => [Brand], { description: 'By code; at most 1000.' })
  brands(@Root() { uuid }: Organisation, @Ctx() ctx: Context): Promise<readonly Brand[]> {
    return ctx.load(brandsOf, uuid);
  }
}

@Resolver(() => OrganisationPayload)
export class OrganisationPayloadResolver {
  @FieldResolver(() => Organisation, { nullable: true })
  async organisation(@Root() { organisationId }: OrganisationPayload, @Ctx() ctx: Context): Promise<Organisation | null> {
    const row = organisationId === undefined ? null : await ctx.load(organisationRow, organisationId);
    return row && organisationObject(row);
  }
}
