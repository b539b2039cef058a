import { Field, ID, InputType } from 'type-graphql';
import type { RecruitLinkDraft } from '../domain/recruit-links';

@InputType()
export class RecruitLinkInput implements RecruitLinkDraft {
  @Field(() => String, { nullable: true, description: '2 to 32 letters, digits or hyphens; made up when left out.' })
  code?: string | null;

  @Field(() => String, { description: 'STORE_QR, COUPON_TRANSFER, PUSH_LINK, AD …' })
  channel: string;

  @Field(() => ID, { nullable: true })
  storeId?: string | null;

  @Field(() => String, { nullable: true })
  campaign?: string | null;

  @Field(() => String, { description: 'The page a visitor ends at; it gets the touches as `recruitmentLink`.' })
  target: string;
}
