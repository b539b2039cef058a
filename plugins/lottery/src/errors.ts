import { type InputPath, UserError } from '@regulars/plugin-sdk';
import { Field, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The member has no chance that was not drawn.' })
export class LotteryNoChanceError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The chance was drawn before.' })
export class LotteryChanceUsedError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The game is not live, or this is not its time.' })
export class LotteryNotOpenError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'No rule of the game gives anything for sharing it.' })
export class LotteryNotSharedError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Nobody comes by their own link.' })
export class LotteryOwnShareLinkError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The member came to the game by another link before.' })
export class LotteryShareOpenedError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The member has played already: nobody brought them.' })
export class LotteryAlreadyPlayedError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It was claimed before, its deadline has passed, or it is not claimed yet.' })
export class LotteryClaimNotOpenError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Prizes of this worth are reported to the tax office.' })
export class LotteryTaxInfoNeededError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The stages of a challenge cannot be changed while it is live.' })
export class LotteryStagesFrozenError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'What is drawn by cannot be changed while the game is live.' })
export class LotteryOddsFrozenError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A prize gives something that gives chances of the game again.' })
export class LotteryRewardCircleError extends UserError {
  @Field(() => [String], { description: 'Key of the prize, and what gives the next one each, with what it names.' })
  way: string[];

  constructor(way: readonly string[], path?: InputPath) {
    super({ en: `A prize leads back to its game: ${way.join(' → ')}.`, 'zh-TW': `獎項會再次發放本活動的抽獎機會:${way.join(' → ')}。` }, path);
    this.way = [...way];
  }
}
