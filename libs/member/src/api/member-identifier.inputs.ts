import { Field, ID, InputType } from 'type-graphql';

@InputType()
export class ExternalIdInput {
  @Field(() => String)
  source: string;

  @Field(() => String)
  id: string;
}

@InputType({ description: 'Names a member: exactly one of these.' })
export class MemberIdentifierInput {
  static readonly isOneOf = true;

  @Field(() => ID, { nullable: true }) id?: string | null;
  @Field(() => String, { nullable: true }) number?: string | null;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => String, { nullable: true }) email?: string | null;
  @Field(() => String, { nullable: true }) cardNumber?: string | null;
  @Field(() => String, { nullable: true }) lineUserId?: string | null;
  @Field(() => ExternalIdInput, { nullable: true }) externalId?: ExternalIdInput | null;
}
