import { type Context, DateTimeScalar } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { changeSettings } from '../domain/change-settings';
import { type EntryRef, givePoints, takePoints } from '../domain/give-and-take';
import type { GrantRequestRef } from '../domain/grant-requests';
import { settingsHistory } from '../domain/read-settings';
import { permissions } from '../permissions';
import { PointsPayload, PointsSettingsPayload } from './points.payloads';
import { PointsSettingsInput } from './points-settings.inputs';
import { PointsSettings, settingsObject } from './points-settings.type';

@Resolver()
export class PointsResolver {
  @Authorized(permissions.read)
  @Query(() => PointsSettings)
  async pointsSettings(@Ctx() ctx: Context): Promise<PointsSettings> {
    return settingsObject((await settingsHistory(ctx)).current, ctx.brand.currency);
  }

  @Authorized(permissions.configure)
  @Mutation(() => PointsSettingsPayload)
  async pointsSettingsUpdate(
    @Arg('input', () => PointsSettingsInput) input: PointsSettingsInput,
    @Ctx() ctx: Context,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion?: number,
  ): Promise<{ readonly version: number }> {
    return { version: await changeSettings(ctx, input, expectedVersion) };
  }

  @Authorized(permissions.grant)
  @Mutation(() => PointsPayload, { description: 'Gives points for a reason other than an order. They can be spent at once; more than `grantFourEyesAbove` within 24 hours only become a `request`.' })
  pointsGrant(
    @Arg('memberId', () => ID) memberId: string,
    @Arg('points', () => Int) points: number,
    @Arg('reason', () => String, { description: 'Shown to the member.' }) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
    @Arg('expiresAt', () => DateTimeScalar, { nullable: true, description: "Left out: as the brand's settings say." }) expiresAt?: Date,
  ): Promise<EntryRef | GrantRequestRef> {
    return givePoints(ctx, { memberId, points, reason, expiresAt: expiresAt ?? null });
  }

  @Authorized(permissions.burn)
  @Mutation(() => PointsPayload, { description: 'Takes points for what a member redeems, those first that expire first.' })
  pointsBurn(
    @Arg('memberId', () => ID) memberId: string,
    @Arg('points', () => Int) points: number,
    @Arg('reason', () => String, { description: 'Shown to the member.' }) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<EntryRef> {
    return takePoints(ctx, { memberId, points, reason });
  }
}
