import { type Context, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver } from 'type-graphql';
import { brandsOfCaller } from '../domain/sign-in/sign-in';
import { STAFF_PREFIX } from '../domain/staff/staff-changes';
import { Brand, brandObject } from './brand.type';

@ObjectType({ simpleResolvers: true, description: 'A brand that somebody works for.' })
export class ViewerBrand {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;
}

@ObjectType({ simpleResolvers: true, description: 'Whose credential the request carries, and what it may do.' })
export class Viewer {
  @Field(() => String, { description: 'staff or integration.' })
  kind: string;

  @Field(() => ID, { nullable: true })
  id: string | null;

  @Field(() => String, { nullable: true })
  name: string | null;

  @Field(() => [String], { description: 'Sorted.' })
  permissions: string[];

  @Field(() => [String], { description: 'What the roles allow beside `permissions`, but only to who signed in with a second factor. Sorted.' })
  withheldPermissions: string[];

  @Field(() => Brand)
  brand: Brand;
}

export function viewerOf(ctx: Context): Viewer {
  const { kind, id, name, permissions, withheld } = ctx.actor;
  return Object.assign(new Viewer(), {
    kind, id: kind === 'staff' ? publicId(STAFF_PREFIX, id) : id, name, permissions: [...permissions].sort(), withheldPermissions: [...withheld].sort(), brand: brandObject(ctx.brand),
  });
}

@Resolver(() => Viewer)
export class ViewerFieldsResolver {
  @FieldResolver(() => [ViewerBrand], { description: 'Where the person works, by code: `staffSessionRefresh` goes from one to another. None for keys; at most 100.' })
  async brands(@Ctx() ctx: Context): Promise<ViewerBrand[]> {
    return (await brandsOfCaller(ctx)).slice(0, 100).map(({ brandCode, brandName }) => Object.assign(new ViewerBrand(), { code: brandCode, name: brandName }));
  }
}
