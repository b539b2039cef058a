import { DecimalScalar } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { PointsExpiryKind, PointsRestore, PointsShortfall, Rounding } from './enums';

@InputType({ description: 'Absent leaves, null clears. Never shortens the life of a lot that exists.' })
export class PointsSettingsInput {
  @Field(() => Int, { nullable: true }) pendingDays?: number | null;
  @Field(() => PointsExpiryKind, { nullable: true }) expiry?: PointsExpiryKind | null;
  @Field(() => Int, { nullable: true }) expiryCount?: number | null;
  @Field(() => PointsShortfall, { nullable: true }) onShortfall?: PointsShortfall | null;
  @Field(() => PointsRestore, { nullable: true }) onBurnRefund?: PointsRestore | null;
  @Field(() => Int, { nullable: true }) restoreGraceDays?: number | null;
  @Field(() => Rounding, { nullable: true }) rounding?: Rounding | null;
  @Field(() => Int, { nullable: true }) maxMultiplierBp?: number | null;
  @Field(() => Int, { nullable: true }) maxPointsPerOrder?: number | null;
  @Field(() => Boolean, { nullable: true }) burnNeedsVerifiedPhone?: boolean | null;
  @Field(() => Int, { nullable: true }) burnStep?: number | null;
  @Field(() => Int, { nullable: true }) burnMinimum?: number | null;
  @Field(() => Int, { nullable: true }) burnMaxShareBp?: number | null;
  @Field(() => Int, { nullable: true, description: '0 to 100,000,000; null: no limit.' }) grantFourEyesAbove?: number | null;
  @Field(() => DecimalScalar, { nullable: true }) worth?: string | null;
  @Field(() => [Int], { nullable: true }) remindDaysBefore?: number[] | null;
}
