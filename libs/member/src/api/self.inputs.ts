import { DateScalar } from '@regulars/plugin-sdk';
import { Field, InputType } from 'type-graphql';
import type { SelfJoinInput } from '../domain/sign-in';
import type { UpdateInput } from '../domain/update-member';
import { Gender } from './enums';
import { ConsentInput } from './member.inputs';

@InputType({ description: 'What somebody says who becomes a member. Of who is one already it changes nothing.' })
export class MemberSelfJoinInput implements SelfJoinInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => Gender, { nullable: true })
  gender?: Gender | null;

  @Field(() => DateScalar, { nullable: true })
  birthDate?: string | null;

  @Field(() => String, { nullable: true, description: 'BCP 47.' })
  language?: string | null;

  @Field(() => String, { nullable: true, description: 'What the page the visitor landed on was given.' })
  recruitmentLink?: string | null;

  @Field(() => [ConsentInput], { nullable: true })
  consents?: ConsentInput[] | null;
}

@InputType({ description: 'Absent leaves, null clears.' })
export class MemberProfileInput implements UpdateInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => Gender, { nullable: true })
  gender?: Gender | null;

  @Field(() => DateScalar, { nullable: true, description: 'Can be given once; after that the brand may correct it.' })
  birthDate?: string | null;

  @Field(() => String, { nullable: true, description: 'BCP 47.' })
  language?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;
}
