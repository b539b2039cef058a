import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { noteById } from './note.loaders';
import { {{Noun}}Note } from './note.type';

@ObjectType({ simpleResolvers: true })
export class {{Noun}}NotePayload extends Payload {
  readonly noteId?: string;

  @Field(() => {{Noun}}Note, { nullable: true })
  note(@Ctx() ctx: Context): Promise<{{Noun}}Note | null> | null {
    return this.noteId ? ctx.load(noteById, this.noteId) : null;
  }
}
