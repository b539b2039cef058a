import { describeReward } from '@regulars/member/contract';
import { ANY_CALLER, type Connection, type Context, condition, listPage, Payload, ProgramState, Reward } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { programsOf } from '../domain/program';
import { changeProgram, createProgram, endProgram, pauseProgram, type ProgramRef, publishProgram } from '../domain/programs';
import { permissions } from '../permissions';
import { ReferralProgramInput } from './program.inputs';
import { programById, programList } from './program.loaders';
import { programObject, ReferralAcknowledgement, ReferralProgram, ReferralProgramConnection, ReferralRule } from './program.type';

@ObjectType({ simpleResolvers: true })
export class ReferralProgramPayload extends Payload {
  readonly programId?: string;

  @Field(() => ReferralProgram, { nullable: true })
  program(@Ctx() ctx: Context): Promise<ReferralProgram | null> | null {
    return this.programId ? ctx.load(programById, this.programId) : null;
  }
}

@Resolver()
export class ProgramQueryResolver {
  @Authorized(permissions.read)
  @Query(() => ReferralProgramConnection, { description: 'The newest first.' })
  referralPrograms(
    @Ctx() ctx: Context,
    @Arg('states', () => [ProgramState], { nullable: true }) states?: ProgramState[],
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralProgram>> {
    return listPage(ctx, programList, { page: { first, after }, ...(states ? { where: condition('p.state = ANY(?)', states) } : {}) });
  }

  @Authorized(permissions.read)
  @Query(() => ReferralProgram, { nullable: true })
  async referralProgram(@Arg('id', () => ID, { description: 'Or its code.' }) id: string, @Ctx() ctx: Context): Promise<ReferralProgram | null> {
    const program = (await programsOf(ctx)).named(id);
    return program && programObject(program);
  }
}

/** What a brand has published, its members see. */
@Resolver()
export class OwnProgramResolver {
  @Authorized(ANY_CALLER)
  @Query(() => ReferralProgramConnection, { description: 'Those that were published, the newest first.' })
  referralPrograms(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralProgram>> {
    return listPage(ctx, programList, { page: { first, after }, where: condition("p.state <> 'DRAFT'") });
  }
}

@Resolver()
export class ProgramMutationResolver {
  @Authorized(permissions.manage)
  @Mutation(() => ReferralProgramPayload, { description: 'A draft: friends are brought once it is published.' })
  referralProgramCreate(@Ctx() ctx: Context, @Arg('input', () => ReferralProgramInput) input: ReferralProgramInput): Promise<ProgramRef> {
    return createProgram(ctx, input);
  }

  @Authorized(permissions.manage)
  @Mutation(() => ReferralProgramPayload, { description: 'Other rules are another version, and refused while the program is live; everything else can be changed then, too.' })
  referralProgramUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => ReferralProgramInput) input: ReferralProgramInput): Promise<ProgramRef> {
    return changeProgram(ctx, id, input);
  }

  @Authorized(permissions.manage)
  @Mutation(() => ReferralProgramPayload, { description: 'A draft, or one that was paused: freezes its rules.' })
  referralProgramPublish(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ProgramRef> {
    return publishProgram(ctx, id);
  }

  @Authorized(permissions.manage)
  @Mutation(() => ReferralProgramPayload, { description: 'Nobody is brought meanwhile; for those who were, everything goes on.' })
  referralProgramPause(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ProgramRef> {
    return pauseProgram(ctx, id);
  }

  @Authorized(permissions.manage)
  @Mutation(() => ReferralProgramPayload, { description: 'For good. What friends buy in their windows is still paid for.' })
  referralProgramEnd(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ProgramRef> {
    return endProgram(ctx, id);
  }
}

@Resolver(() => ReferralProgram)
export class StaffProgramFieldResolver {
  @FieldResolver(() => ReferralAcknowledgement, { nullable: true, description: 'Of the law on multi-level marketing; null: none was given.' })
  acknowledgement(@Root() { program }: ReferralProgram): ReferralAcknowledgement | null {
    const { acknowledgement } = program.rules;
    return acknowledgement && { ...acknowledgement, at: new Date(acknowledgement.at) };
  }
}

@Resolver(() => ReferralRule)
export class RuleFieldResolver {
  @FieldResolver(() => Reward, { description: 'Of a share: one of it.' })
  reward(@Root() { terms }: ReferralRule, @Ctx() ctx: Context): Reward {
    return describeReward(ctx, terms.reward);
  }
}
