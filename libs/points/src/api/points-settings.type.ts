import { DecimalScalar, formatDecimal } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import { worthScale } from '../domain/change-settings';
import type { PointsSettings as Settings } from '../domain/settings';
import { PointsExpiryKind, PointsRestore, PointsShortfall, Rounding } from './enums';

@ObjectType({ simpleResolvers: true })
export class PointsSettings {
  @Field(() => Int)
  version: number;

  @Field(() => Int, { description: 'Points of orders can be spent from the start of the business day so many days later.' })
  pendingDays: number;

  @Field(() => PointsExpiryKind)
  expiry: PointsExpiryKind;

  @Field(() => Int, { description: 'Days or months after the day they become active; END_OF_MONTH and END_OF_YEAR: whole ones after the current.' })
  expiryCount: number;

  @Field(() => PointsShortfall)
  onShortfall: PointsShortfall;

  @Field(() => PointsRestore)
  onBurnRefund: PointsRestore;

  @Field(() => Int)
  restoreGraceDays: number;

  @Field(() => Rounding)
  rounding: Rounding;

  @Field(() => Int, { nullable: true, description: 'Of all multipliers of an order together; 25000 is x2.5.' })
  maxMultiplierBp: number | null;

  @Field(() => Int, { nullable: true })
  maxPointsPerOrder: number | null;

  @Field(() => Boolean)
  burnNeedsVerifiedPhone: boolean;

  @Field(() => Int, { description: 'At the till, points are paid with in multiples of it.' })
  burnStep: number;

  @Field(() => Int, { description: 'Fewer points are not taken at the till.' })
  burnMinimum: number;

  @Field(() => Int, { description: 'At the till, points pay at most so much of what is to be paid; 5000 is half.' })
  burnMaxShareBp: number;

  @Field(() => Int, { nullable: true, description: 'What one person, with the keys they made, gives by hand within 24 hours: more becomes a request that another person approves. Null: as much as they like. A higher one, or null, holds a day after it was set.' })
  grantFourEyesAbove: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: "What one point pays at the till, in the brand's currency." })
  worth: string | null;

  @Field(() => [Int])
  remindDaysBefore: readonly number[];
}

export const settingsObject = ({ worth, ...settings }: Settings, currency: string): PointsSettings => ({
  ...settings,
  worth: worth === null ? null : formatDecimal(worth, worthScale(currency)),
});
