import { type Context, Payload, ProgramState, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { programsById } from '../data/program.statements';
import { PROGRAM_PREFIX } from '../domain/ids';
import { allPrograms, programOf } from '../domain/program';
import { activateProgram, changeProgram, createProgram, endProgram, pauseProgram, resumeProgram } from '../domain/programs';
import { permissions } from '../permissions';
import { programObject, StampCardProgram, StampCardStats } from './stamp-card-program.type';
import { StampCardProgramInput } from './stamp-card.inputs';
import { statsOfProgram } from './stamp-card.loaders';

/** What the mutations below answer: the uuid of the program. */
interface ProgramRef {
  readonly programId?: string;
}

@ObjectType({ simpleResolvers: true })
export class StampCardProgramPayload extends Payload {
  @Field(() => StampCardProgram, { nullable: true })
  program?: StampCardProgram | null;
}

@Resolver(() => StampCardProgramPayload)
export class StampCardProgramPayloadResolver {
  @FieldResolver(() => StampCardProgram, { nullable: true })
  async program(@Root() payload: ProgramRef, @Ctx() ctx: Context): Promise<StampCardProgram | null> {
    const [row] = payload.programId === undefined ? [] : await ctx.sql(programsById([payload.programId]));
    return row ? programObject(programOf(row)) : null;
  }
}

@Resolver(() => StampCardProgram)
export class StampCardProgramResolver {
  @Authorized(permissions.read)
  @Query(() => [StampCardProgram], { description: 'In the order they were made.' })
  async stampCardPrograms(@Ctx() ctx: Context, @Arg('states', () => [ProgramState], { nullable: true }) states: ProgramState[] | null): Promise<StampCardProgram[]> {
    const wanted = (await allPrograms(ctx)).filter(({ state }) => !states || (states as string[]).includes(state));
    return wanted.map(programObject);
  }

  @Authorized(permissions.read)
  @Query(() => StampCardProgram, { nullable: true })
  async stampCardProgram(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<StampCardProgram | null> {
    const uuid = readId(PROGRAM_PREFIX, id);
    const program = (await allPrograms(ctx)).find((candidate) => candidate.id === uuid);
    return program ? programObject(program) : null;
  }

  @FieldResolver(() => StampCardStats)
  async stats(@Root() { program }: StampCardProgram, @Ctx() ctx: Context): Promise<StampCardStats> {
    const { rewards_given: rewardsGiven, opened, completed, expired, stamps } = await ctx.load(statsOfProgram, program.id);
    return { opened, completed, expired, stamps, rewardsGiven };
  }

  @Authorized(permissions.manage)
  @Mutation(() => StampCardProgramPayload, { description: 'A draft: it gives stamps once it is activated.' })
  async stampCardProgramCreate(@Ctx() ctx: Context, @Arg('input', () => StampCardProgramInput) input: StampCardProgramInput): Promise<ProgramRef> {
    return { programId: await createProgram(ctx, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => StampCardProgramPayload, { description: 'Rules of a live program change by a new version; cards keep the version they opened under.' })
  async stampCardProgramUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => StampCardProgramInput) input: StampCardProgramInput): Promise<ProgramRef> {
    return { programId: await changeProgram(ctx, id, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => StampCardProgramPayload, { description: 'Orders placed from startsAt on earn.' })
  async stampCardProgramActivate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ProgramRef> {
    return { programId: await activateProgram(ctx, id) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => StampCardProgramPayload, { description: 'Orders placed until it is resumed earn nothing; cards stay as they are.' })
  async stampCardProgramPause(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ProgramRef> {
    return { programId: await pauseProgram(ctx, id) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => StampCardProgramPayload)
  async stampCardProgramResume(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ProgramRef> {
    return { programId: await resumeProgram(ctx, id) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => StampCardProgramPayload, { description: 'Orders placed from now on earn nothing; cards that are not full are over, but for those with days of their own.' })
  async stampCardProgramEnd(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ProgramRef> {
    return { programId: await endProgram(ctx, id) };
  }
}
