import { condition, type Connection, type Context, type ListDefinition, listPage } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { approveGrant, grantRequestList, type GrantRequestRef, type GrantRequestRow, rejectGrant, REQUEST_STATE } from '../domain/grant-requests';
import { permissions } from '../permissions';
import { PointsGrantRequestState } from './enums';
import { grantRequestObject, type PointsGrantRequest, PointsGrantRequestConnection } from './grant-request.type';
import { PointsPayload } from './points.payloads';

const requests: ListDefinition<GrantRequestRow, PointsGrantRequest> = { ...grantRequestList, toItem: grantRequestObject };

/** Points that take two people. */
@Resolver()
export class GrantRequestResolver {
  @Authorized(permissions.grant)
  @Query(() => PointsGrantRequestConnection, { description: 'The last that was asked for first.' })
  pointsGrantRequests(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
    @Arg('states', () => [PointsGrantRequestState], { nullable: true }) states?: PointsGrantRequestState[] | null,
  ): Promise<Connection<PointsGrantRequest>> {
    return listPage(ctx, requests, { ...(states != null && { where: condition(`(${REQUEST_STATE}) = ANY(?::text[])`, states) }), page: { first, after } });
  }

  @Authorized(permissions.grant)
  @Mutation(() => PointsPayload, { description: 'Gives the points, now: by a person who did not ask for it.' })
  pointsGrantApprove(@Arg('id', () => ID) id: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<GrantRequestRef> {
    return approveGrant(ctx, id);
  }

  @Authorized(permissions.grant)
  @Mutation(() => PointsPayload, { description: 'Nothing is given: by a person who did not ask for it. The reason stands in the audit.' })
  pointsGrantReject(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String) _reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<GrantRequestRef> {
    return rejectGrant(ctx, id);
  }
}
