import { Store, storeById } from '@regulars/brand/contract';
import { type Context, DateTimeScalar } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import type { RecruitmentRow } from '../domain/read-members';
import { linkById } from '../domain/recruit-links';
import { RecruitLink, recruitLinkObject } from './recruit-link.type';

async function linkObject(ctx: Context, uuid: string | null): Promise<RecruitLink | null> {
  const row = uuid === null ? null : await ctx.load(linkById, uuid);
  return row && recruitLinkObject(row);
}

@ObjectType({ simpleResolvers: true, description: 'How a member came.' })
export class Recruitment {
  readonly storeUuid: string | null;
  readonly firstLinkUuid: string | null;
  readonly lastLinkUuid: string | null;

  @Field(() => String)
  channel: string;

  @Field(() => String, { nullable: true })
  campaign: string | null;

  @Field(() => DateTimeScalar)
  at: Date;

  @Field(() => String, { nullable: true, description: 'The code of the last touch.' })
  async link(@Ctx() ctx: Context): Promise<string | null> {
    return this.lastLinkUuid === null ? null : ((await ctx.load(linkById, this.lastLinkUuid))?.code ?? null);
  }

  @Field(() => Store, { nullable: true })
  store(@Ctx() ctx: Context): Promise<Store | null> | null {
    return this.storeUuid === null ? null : ctx.load(storeById, this.storeUuid);
  }

  @Field(() => RecruitLink, { nullable: true })
  firstTouch(@Ctx() ctx: Context): Promise<RecruitLink | null> {
    return linkObject(ctx, this.firstLinkUuid);
  }

  @Field(() => RecruitLink, { nullable: true })
  lastTouch(@Ctx() ctx: Context): Promise<RecruitLink | null> {
    return linkObject(ctx, this.lastLinkUuid);
  }
}

export const recruitmentObject = (row: RecruitmentRow): Recruitment =>
  Object.assign(new Recruitment(), {
    channel: row.channel, campaign: row.campaign, at: row.at, storeUuid: row.store_id, firstLinkUuid: row.first_link_id, lastLinkUuid: row.last_link_id,
  });
