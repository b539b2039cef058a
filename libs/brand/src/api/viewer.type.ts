import { Field, ID, ObjectType } from 'type-graphql';
import { Brand } from './brand.type';

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

  @Field(() => Brand)
  brand: Brand;
}
