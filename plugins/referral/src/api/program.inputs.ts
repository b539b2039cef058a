import { DateTimeScalar, DecimalScalar, RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { ReferralOccasion, ReferralSide } from './enums';

@InputType({ description: 'So much of what an order comes to, as so many of the reward.' })
export class ReferralShareInput {
  @Field(() => Int, { description: 'Of the net, in hundredths of a per cent: 500 is 5 %.' })
  bp: number;

  @Field(() => String, { defaultValue: 'points', description: "Which field of the reward's spec says how many." })
  field: string;

  @Field(() => DecimalScalar, { defaultValue: '1', description: "What one of it is worth, in the brand's currency." })
  unit: string;
}

@InputType()
export class ReferralRuleInput {
  @Field(() => String, { description: 'Names it within its program.' })
  key: string;

  @Field(() => ReferralOccasion)
  on: ReferralOccasion;

  @Field(() => Int, { defaultValue: 1, description: 'Of NTH_ORDER: which of the orders that reach minNet.' })
  nth: number;

  @Field(() => ReferralSide, { defaultValue: ReferralSide.REFERRER, description: 'Who is rewarded. Both sides: two rules.' })
  to: ReferralSide;

  @Field(() => Int, { defaultValue: 1, description: '1: who brought the friend; 2: who brought that one; at most the program\'s maxDepth. Beyond 1 never for JOIN.' })
  level: number;

  @Field(() => DecimalScalar, { nullable: true, description: 'Of an order, after refunds.' })
  minNet?: string | null;

  @Field(() => Int, { nullable: true, description: 'Only orders of so many days behind the friend\'s coming.' })
  windowDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Given so many days behind the occasion, when it cannot be refunded any more. Left out: 14 for orders, none for JOIN.' })
  holdDays?: number | null;

  @Field(() => RewardInput, { description: 'Of a share: its spec without the field that says how many.' })
  reward: RewardInput;

  @Field(() => ReferralShareInput, { nullable: true, description: 'Left out: the reward as it is.' })
  share?: ReferralShareInput | null;

  @Field(() => Int, { nullable: true, description: 'Of a share: so many for one order.' })
  mostPerOrder?: number | null;

  @Field(() => Int, { nullable: true, description: 'For one friend: of a share so many, else so many times.' })
  mostPerReferee?: number | null;

  @Field(() => Int, { nullable: true, description: 'To one member in a calendar month: of a share so many, else so many times.' })
  mostPerMonth?: number | null;
}

@InputType()
export class ReferralProgramInput {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'The page at which who follows a link ends; it is given `recruitmentLink` to join by.' })
  target: string;

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Exclusive. Nobody is brought any more; what friends buy in their windows is still paid for.' })
  endsAt?: Date | null;

  @Field(() => Int, { defaultValue: 2, description: '1 to 5: so far up a chain is paid.' })
  maxDepth: number;

  @Field(() => Int, { defaultValue: 3_000, description: 'All shares of one order together, in hundredths of a per cent.' })
  maxShareBp: number;

  @Field(() => String, { nullable: true, description: 'Of rewards beyond level 1: the reference of the filing as multi-level marketing, or of the advice that none is needed. Who gave it, and when, is kept.' })
  acknowledgement?: string | null;

  @Field(() => [ReferralRuleInput])
  rules: ReferralRuleInput[];
}
