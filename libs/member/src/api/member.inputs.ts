import { DateScalar, JsonScalar } from '@regulars/plugin-sdk';
import { Field, ID, InputType } from 'type-graphql';
import type { ConsentAnswer } from '../domain/consents';
import type { JoinInput } from '../domain/join-member';
import type { UpdateInput } from '../domain/update-member';
import { ConsentPurpose, Gender } from './enums';
import { ExternalIdInput } from './member-identifier.inputs';

@InputType({ description: 'The latest answer for a purpose and channel counts.' })
export class ConsentInput implements ConsentAnswer {
  @Field(() => ConsentPurpose)
  purpose: ConsentPurpose;

  @Field(() => String, { description: 'LINE, SMS, EMAIL …' })
  channel: string;

  @Field(() => Boolean)
  granted: boolean;
}

@InputType({ description: 'A phone is enough; at least one of phone, email, cardNumber and externalId is needed.' })
export class MemberJoinInput implements JoinInput {
  @Field(() => String, { nullable: true, description: 'As people write it; read with the brand\'s region.' })
  phone?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => Gender, { nullable: true })
  gender?: Gender | null;

  @Field(() => DateScalar, { nullable: true })
  birthDate?: string | null;

  @Field(() => String, { nullable: true, description: 'BCP 47.' })
  language?: string | null;

  @Field(() => ID, { nullable: true, description: 'Where the member joins; the link\'s store when left out.' })
  storeId?: string | null;

  @Field(() => String, { nullable: true, description: 'STORE_QR, COUPON_TRANSFER, PUSH_LINK, AD, POS …; the link\'s when left out.' })
  recruitmentChannel?: string | null;

  @Field(() => String, { nullable: true, description: 'A link\'s code; or two, first touch and last touch, with a dot between them.' })
  recruitmentLink?: string | null;

  @Field(() => String, { nullable: true })
  campaign?: string | null;

  @Field(() => ExternalIdInput, { nullable: true })
  externalId?: ExternalIdInput | null;

  @Field(() => String, { nullable: true })
  cardNumber?: string | null;

  @Field(() => [ConsentInput], { nullable: true })
  consents?: ConsentInput[] | null;

  @Field(() => JsonScalar, { nullable: true, description: 'A JSON object of the brand\'s own.' })
  attributes?: unknown;
}

@InputType({ description: 'Absent leaves, null clears.' })
export class MemberUpdateInput implements UpdateInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => Gender, { nullable: true })
  gender?: Gender | null;

  @Field(() => DateScalar, { nullable: true, description: 'Once known it can be changed one time.' })
  birthDate?: string | null;

  @Field(() => String, { nullable: true })
  language?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'A new phone is not verified.' })
  phone?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'Takes the place of all attributes.' })
  attributes?: unknown;

  @Field(() => [String], { nullable: true })
  addTags?: string[] | null;

  @Field(() => [String], { nullable: true })
  removeTags?: string[] | null;
}
