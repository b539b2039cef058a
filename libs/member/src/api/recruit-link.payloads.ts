import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { linkById } from '../domain/recruit-links';
import { RecruitLink, recruitLinkObject } from './recruit-link.type';

export interface RecruitLinkPayloadRef {
  readonly linkId: string;
}

@ObjectType({ simpleResolvers: true })
export class RecruitLinkPayload extends Payload {
  readonly linkId?: string;

  @Field(() => RecruitLink, { nullable: true })
  async link(@Ctx() ctx: Context): Promise<RecruitLink | null> {
    const row = this.linkId ? await ctx.load(linkById, this.linkId) : null;
    return row && recruitLinkObject(row);
  }
}
