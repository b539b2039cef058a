import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { NOTE_PREFIX } from '../domain/ids';
import { noteById } from './note.loaders';
import { {{Noun}}Note } from './note.type';

/** `{{id}}.note-written`, as subscribers and timelines select it. */
@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class {{Noun}}NoteWrittenEvent extends MemberEvent {
  @Field(() => {{Noun}}Note, { nullable: true })
  note(@Ctx() ctx: Context): Promise<{{Noun}}Note | null> | null {
    const uuid = readId(NOTE_PREFIX, this.data.noteId as string | undefined);
    return uuid === null ? null : ctx.load(noteById, uuid);
  }
}
