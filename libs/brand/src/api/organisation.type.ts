import { connectionOf, type Context, Node, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { ORGANISATION_PREFIX, organisationOfBrand, type OrganisationRow } from '../domain/organisations';
import { Brand } from './brand.type';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Several brands under one roof. Their people, members and books stay apart.' })
export class Organisation extends Node {
  readonly uuid: string;

  @Field(() => String, { description: 'Unique in the installation.' })
  code: string;

  @Field(() => String)
  name: string;
}

export const organisationObject = ({ id, code, name }: OrganisationRow): Organisation => Object.assign(new Organisation(), { id: publicId(ORGANISATION_PREFIX, id), uuid: id, code, name });

export const OrganisationConnection = connectionOf(() => Organisation, 'Organisation');

@Resolver(() => Brand)
export class BrandOrganisationResolver {
  @FieldResolver(() => Organisation, { nullable: true, description: 'Null: it stands on its own.' })
  async organisation(@Root() { uuid }: Brand, @Ctx() ctx: Context): Promise<Organisation | null> {
    const row = await ctx.load(organisationOfBrand, uuid);
    return row && organisationObject(row);
  }
}
