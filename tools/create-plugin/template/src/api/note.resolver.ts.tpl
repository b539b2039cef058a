import { Member } from '@regulars/member/contract';
import { type Connection, type Context, listPage } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { writeNote, type WrittenNote } from '../domain/write-note';
import { permissions } from '../permissions';
import { {{Noun}}NoteWriteInput } from './note.inputs';
import { notes, notesByMember } from './note.loaders';
import { {{Noun}}NotePayload } from './note.payloads';
import { type {{Noun}}Note, {{Noun}}NoteConnection } from './note.type';

@Resolver()
export class NoteResolver {
  @Authorized(permissions.read)
  @Query(() => {{Noun}}NoteConnection, { description: 'The newest first.' })
  {{camel}}Notes(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<{{Noun}}Note>> {
    return listPage(ctx, notes, { page: { first, after } });
  }

  @Authorized(permissions.write)
  @Mutation(() => {{Noun}}NotePayload)
  {{camel}}NoteWrite(
    @Arg('input', () => {{Noun}}NoteWriteInput) input: {{Noun}}NoteWriteInput,
    // The kernel sees to it: the same key twice is one note.
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<WrittenNote> {
    return writeNote(ctx, input);
  }
}

@Resolver(() => Member)
export class MemberNotesResolver {
  @FieldResolver(() => {{Noun}}NoteConnection, { description: 'The newest first.' })
  {{camel}}Notes(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<{{Noun}}Note>> {
    return ctx.load(notesByMember, { parent: member.uuid, page: { first, after } });
  }
}
