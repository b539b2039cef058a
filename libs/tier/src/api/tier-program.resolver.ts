import { type Context, DateTimeScalar, Payload } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { previewProgram } from '../domain/preview';
import { programsOf, readProgramRow } from '../domain/programs';
import { activateProgram, createProgram, updateProgram } from '../domain/save-program';
import { tierPermissions } from '../permissions';
import { TierProgramInput } from './tier-program.inputs';
import { programObject, TierProgram, TierProgramPreview } from './tier-program.type';

/** What the mutations below answer: the uuid of the program. */
interface ProgramRef {
  readonly programId?: string;
}

const MOST = 100;

@ObjectType({ simpleResolvers: true })
export class TierProgramPayload extends Payload {
  @Field(() => TierProgram, { nullable: true })
  program?: TierProgram | null;
}

@Resolver(() => TierProgramPayload)
export class TierProgramPayloadResolver {
  @FieldResolver(() => TierProgram, { nullable: true })
  async program(@Root() { programId }: ProgramRef, @Ctx() ctx: Context): Promise<TierProgram | null> {
    const program = programId === undefined ? null : await readProgramRow(ctx, programId);
    return program && programObject(program);
  }
}

@Resolver(() => TierProgram)
export class TierProgramResolver {
  @Authorized(tierPermissions.read)
  @Query(() => TierProgram, { nullable: true, description: 'The live one.' })
  async tierProgram(@Ctx() ctx: Context): Promise<TierProgram | null> {
    const { live } = await programsOf(ctx);
    return live && programObject(live);
  }

  @Authorized(tierPermissions.read)
  @Query(() => [TierProgram], { description: 'Newest version first, at most 100.' })
  async tierPrograms(@Ctx() ctx: Context): Promise<TierProgram[]> {
    return (await programsOf(ctx)).all.slice(0, MOST).map(programObject);
  }

  @Authorized(tierPermissions.configure)
  @Query(() => TierProgramPreview, { description: 'Goes through every member: for the console, not for a till.' })
  async tierProgramPreview(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<TierProgramPreview> {
    return { rows: await previewProgram(ctx, id) };
  }

  @Authorized(tierPermissions.configure)
  @Mutation(() => TierProgramPayload, { description: 'A draft.' })
  async tierProgramCreate(@Ctx() ctx: Context, @Arg('input', () => TierProgramInput) input: TierProgramInput): Promise<ProgramRef> {
    return { programId: await createProgram(ctx, input) };
  }

  @Authorized(tierPermissions.configure)
  @Mutation(() => TierProgramPayload, { description: 'Of a program that is or was live: a new draft beside it.' })
  async tierProgramUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => TierProgramInput) input: TierProgramInput): Promise<ProgramRef> {
    return { programId: await updateProgram(ctx, id, input) };
  }

  @Authorized(tierPermissions.configure)
  @Mutation(() => TierProgramPayload, { description: 'In place of the live one, from `at` on: in the past, history is judged from there; in the future, the draft waits.' })
  async tierProgramActivate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('at', () => DateTimeScalar, { nullable: true }) at: Date | null): Promise<ProgramRef> {
    return { programId: await activateProgram(ctx, id, at ?? null) };
  }
}
