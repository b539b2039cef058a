import { Member, memberOfPayload } from '@regulars/member/contract';
import { type Context, Payload } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, Info, ObjectType } from 'type-graphql';
import { settingsByVersion } from '../domain/read-settings';
import { grantRequestById } from '../domain/grant-requests';
import { grantRequestObject, PointsGrantRequest } from './grant-request.type';
import { entryById } from './points-entry.loader';
import { PointsEntry } from './points-entry.type';
import { PointsSettings, settingsObject } from './points-settings.type';

@ObjectType({ simpleResolvers: true })
export class PointsPayload extends Payload {
  readonly entryId?: string;
  readonly memberId?: string;
  readonly requestId?: string;

  @Field(() => PointsEntry, { nullable: true })
  entry(@Ctx() ctx: Context): Promise<PointsEntry | null> | null {
    return this.entryId ? ctx.load(entryById, this.entryId) : null;
  }

  @Field(() => PointsGrantRequest, { nullable: true, description: 'Where it takes two: what another person has to approve, or has decided on. `entry` is null until then.' })
  async request(@Ctx() ctx: Context): Promise<PointsGrantRequest | null> {
    const row = this.requestId === undefined ? null : await ctx.load(grantRequestById, this.requestId);
    return row && grantRequestObject(row, ctx);
  }

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Member | null> | null {
    return this.memberId ? memberOfPayload({ memberId: this.memberId }, ctx, info) : null;
  }
}

@ObjectType({ simpleResolvers: true })
export class PointsSettingsPayload extends Payload {
  readonly version?: number;

  @Field(() => PointsSettings, { nullable: true })
  async settings(@Ctx() ctx: Context): Promise<PointsSettings | null> {
    const settings = this.version === undefined ? null : await ctx.load(settingsByVersion, this.version);
    return settings && settingsObject(settings, ctx.brand.currency);
  }
}
