import { Store, storeById } from '@regulars/brand/contract';
import { connectionOf, type Context, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { toString as qrCode } from 'qrcode';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { RecruitLinkRow } from '../domain/read-members';
import { joinsOf, linkAddress, readLinks } from '../domain/recruit-links';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'An address and QR code by which a brand finds out where its members come from.' })
export class RecruitLink extends Node {
  readonly uuid: string;
  readonly storeUuid: string | null;

  @Field(() => String, { description: 'Unique in the brand; what `recruitmentLink` names.' })
  code: string;

  @Field(() => String)
  channel: string;

  @Field(() => String, { nullable: true })
  campaign: string | null;

  @Field(() => String, { description: 'The page a visitor ends at.' })
  target: string;

  @Field(() => Int, { description: 'How often the short address was followed.' })
  visits: number;

  @Field(() => DateTimeScalar, { nullable: true })
  closedAt: Date | null;

  @Field(() => Store, { nullable: true })
  store(@Ctx() ctx: Context): Promise<Store | null> | null {
    return this.storeUuid === null ? null : ctx.load(storeById, this.storeUuid);
  }

  @Field(() => String, { description: 'What to print or send.' })
  url(@Ctx() ctx: Context): Promise<string> {
    return linkAddress(ctx, this);
  }

  @Field(() => String, { description: 'The url as an SVG image.' })
  async qrSvg(@Ctx() ctx: Context): Promise<string> {
    return qrCode(await linkAddress(ctx, this), { type: 'svg' });
  }

  @Field(() => Int, { description: 'Members who came through it last.' })
  joins(@Ctx() ctx: Context): Promise<number> {
    return ctx.load(joinsOf, this.uuid);
  }
}

export const RecruitLinkConnection = connectionOf(() => RecruitLink, 'RecruitLink');

export const recruitLinkObject = (row: RecruitLinkRow): RecruitLink =>
  Object.assign(new RecruitLink(), {
    id: publicId('lnk', row.id), uuid: row.id, code: row.code, channel: row.channel, campaign: row.campaign, target: row.target,
    visits: row.visits, closedAt: row.closed_at, storeUuid: row.store_id,
  });

/** The links that exist, in the order of the uuids. */
export async function loadRecruitLinks(ctx: Context, uuids: readonly string[]): Promise<(RecruitLink | null)[]> {
  return (await readLinks(ctx, uuids)).map((row) => row && recruitLinkObject(row));
}
