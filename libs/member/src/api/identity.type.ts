import { DateTimeScalar } from '@regulars/plugin-sdk';
import { Field, ObjectType } from 'type-graphql';
import { ConsentPurpose, IdentityKind } from './enums';

@ObjectType({ simpleResolvers: true, description: 'Something a member is known by; unique in the brand.' })
export class Identity {
  @Field(() => IdentityKind)
  kind: IdentityKind;

  @Field(() => String, { description: 'Of EXTERNAL: source:id. Of DEVICE: the push service of the browser.' })
  value: string;

  @Field(() => DateTimeScalar, { nullable: true })
  verifiedAt: Date | null;
}

@ObjectType({ simpleResolvers: true, description: 'What a member last answered for a purpose and channel.' })
export class Consent {
  @Field(() => ConsentPurpose)
  purpose: ConsentPurpose;

  @Field(() => String)
  channel: string;

  @Field(() => Boolean)
  granted: boolean;

  @Field(() => DateTimeScalar)
  at: Date;

  @Field(() => String, { description: 'JOIN, IMPORT …' })
  source: string;
}
