import { staffById } from '@regulars/brand/contract';
import { Member, memberById } from '@regulars/member/contract';
import { connectionOf, type Context, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import { GRANT_REQUEST_PREFIX, grantRequestById, type GrantRequestRow, requestReasons } from '../domain/grant-requests';
import { PointsGrantRequestState } from './enums';
import { entryById } from './points-entry.loader';
import { PointsEntry } from './points-entry.type';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Points that are given once somebody else agrees.' })
export class PointsGrantRequest extends Node {
  readonly row: GrantRequestRow;

  @Field(() => PointsGrantRequestState)
  state: PointsGrantRequestState;

  @Field(() => Int)
  points: number;

  @Field(() => Boolean, { description: 'The caller asked, or a key of theirs: somebody else decides.' })
  isOwn: boolean;

  @Field(() => DateTimeScalar)
  requestedAt: Date;

  @Field(() => DateTimeScalar, { description: 'By then somebody has to decide.' })
  expiresAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the points are to end; null: as the brand's settings say." })
  pointsExpireAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Shown to the member once the points are given.' })
  async reason(@Ctx() ctx: Context): Promise<string | null> {
    const [reason = null] = await requestReasons(ctx, [this.row]);
    return reason;
  }

  @Field(() => String, { nullable: true, description: 'By name; of a key, who made it.' })
  async requestedBy(@Ctx() ctx: Context): Promise<string | null> {
    return (await ctx.load(staffById, this.row.requested_by))?.name ?? null;
  }

  @Field(() => String, { nullable: true, description: 'By name.' })
  async decidedBy(@Ctx() ctx: Context): Promise<string | null> {
    return this.row.decided_by === null ? null : ((await ctx.load(staffById, this.row.decided_by))?.name ?? null);
  }

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.row.member_id);
  }

  @Field(() => PointsEntry, { nullable: true, description: 'Of one that was approved.' })
  entry(@Ctx() ctx: Context): Promise<PointsEntry | null> | null {
    return this.row.entry_id === null ? null : ctx.load(entryById, this.row.entry_id);
  }
}

export const PointsGrantRequestConnection = connectionOf(() => PointsGrantRequest, 'PointsGrantRequest');

export const grantRequestObject = (row: GrantRequestRow, ctx: Context): PointsGrantRequest =>
  Object.assign(Object.create(PointsGrantRequest.prototype) as PointsGrantRequest, {
    id: publicId(GRANT_REQUEST_PREFIX, row.id), row, state: row.state as PointsGrantRequestState, points: row.points,
    isOwn: row.requested_by === ctx.actor.id, requestedAt: row.requested_at, expiresAt: row.expires_at, pointsExpireAt: row.points_expire_at,
    decidedAt: row.decided_at,
  });

export const loadGrantRequests = (ctx: Context, uuids: readonly string[]): Promise<(PointsGrantRequest | null)[]> =>
  Promise.all(uuids.map(async (uuid) => {
    const row = await ctx.load(grantRequestById, uuid);
    return row && grantRequestObject(row, ctx);
  }));
