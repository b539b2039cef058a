import { UserError } from '@regulars/plugin-sdk';
import { ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The program is not live, it is not its time, or who gave the link is no active member any more.' })
export class ReferralNotOpenError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The link was followed too long ago: ask for the code.' })
export class ReferralClickExpiredError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Nobody brings themselves.' })
export class ReferralSelfError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Who was a member before is brought by nobody.' })
export class ReferralNotNewError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Somebody has brought this member already: in a program, the first counts.' })
export class ReferralAlreadyBoundError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The one who gave the code was brought by this member, directly or through others.' })
export class ReferralCycleError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'What is paid for cannot be changed while the program is live.' })
export class ReferralRulesFrozenError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Rewards beyond the first level need an acknowledgement of the law on multi-level marketing.' })
export class ReferralAcknowledgementNeededError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Beyond the first level rewards come from sales, never from joining.' })
export class ReferralJoinBeyondFirstLevelError extends UserError {}
