import { allOf, type Condition, condition, type Connection, type Context, type ListDefinition, listPage } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { completeRequest, extendRequestTime, processRequest, receiveRequest, refuseRequest, type RequestRef, verifyRequest } from '../domain/data-requests';
import { dataRequestList, type DataRequestRow, firstDueFirst } from '../domain/read-data-requests';
import { memberPermissions } from '../permissions';
import {
  type MemberDataRequest, MemberDataRequestConnection, MemberDataRequestInput, MemberDataRequestPayload, MemberDataRequestWhere, dataRequestObject,
} from './data-request.type';

const requests: ListDefinition<DataRequestRow, MemberDataRequest> = { ...dataRequestList, toItem: dataRequestObject };

function conditionOf(where: MemberDataRequestWhere | null | undefined): Condition {
  const parts: Condition[] = [];
  if (where?.states != null) parts.push(condition('r.state = ANY(?::text[])', where.states));
  if (where?.kinds != null) parts.push(condition('r.kind = ANY(?::text[])', where.kinds));
  if (where?.dueBefore != null) parts.push(condition('r.answered_at IS NULL AND r.due_at < ?::timestamptz', where.dueBefore));
  return allOf(parts);
}

@Resolver()
export class DataRequestResolver {
  @Authorized(memberPermissions.requests)
  @Query(() => MemberDataRequestConnection, { description: 'What is due first stands first.' })
  memberDataRequests(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
    @Arg('where', () => MemberDataRequestWhere, { nullable: true }) where?: MemberDataRequestWhere,
  ): Promise<Connection<MemberDataRequest>> {
    return listPage(ctx, requests, { where: conditionOf(where), orderBy: firstDueFirst, page: { first, after } });
  }

  @Authorized(memberPermissions.requests)
  @Mutation(() => MemberDataRequestPayload, { description: 'Writes down that a member asks for access, correction or erasure; the law\'s period runs.' })
  memberDataRequestCreate(
    @Arg('input', () => MemberDataRequestInput) input: MemberDataRequestInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<RequestRef> {
    return receiveRequest(ctx, input);
  }

  @Authorized(memberPermissions.requests)
  @Mutation(() => MemberDataRequestPayload, { description: 'Somebody made sure that it is the member who asks.' })
  memberDataRequestVerify(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<RequestRef> {
    return verifyRequest(ctx, id);
  }

  @Authorized(memberPermissions.erase)
  @Mutation(() => MemberDataRequestPayload, { description: 'Begins what was asked for: access starts an export, an erasure is done at once; a correction is made with memberUpdate.' })
  memberDataRequestProcess(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<RequestRef> {
    return processRequest(ctx, id);
  }

  @Authorized(memberPermissions.requests)
  @Mutation(() => MemberDataRequestPayload)
  memberDataRequestComplete(@Arg('id', () => ID) id: string, @Arg('answer', () => String) answer: string, @Ctx() ctx: Context): Promise<RequestRef> {
    return completeRequest(ctx, id, answer);
  }

  @Authorized(memberPermissions.requests)
  @Mutation(() => MemberDataRequestPayload)
  memberDataRequestRefuse(@Arg('id', () => ID) id: string, @Arg('reason', () => String) reason: string, @Ctx() ctx: Context): Promise<RequestRef> {
    return refuseRequest(ctx, id, reason);
  }

  @Authorized(memberPermissions.requests)
  @Mutation(() => MemberDataRequestPayload, { description: 'Once, before the time is over, by as much as the law allows.' })
  memberDataRequestExtend(@Arg('id', () => ID) id: string, @Arg('reason', () => String) reason: string, @Ctx() ctx: Context): Promise<RequestRef> {
    return extendRequestTime(ctx, id, reason);
  }
}
