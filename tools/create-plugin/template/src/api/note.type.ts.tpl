import { Member, memberById } from '@regulars/member/contract';
import { connectionOf, type Context, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import type { NoteRow } from '../data/note.statements';
import { NOTE_PREFIX } from '../domain/ids';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What staff wrote down about a member.' })
export class {{Noun}}Note extends Node {
  readonly uuid: string;
  readonly memberUuid: string;

  @Field(() => String)
  text: string;

  @Field(() => DateTimeScalar)
  writtenAt: Date;

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.memberUuid);
  }
}

export const {{Noun}}NoteConnection = connectionOf(() => {{Noun}}Note, '{{Noun}}Note');

export const noteObject = (row: NoteRow): {{Noun}}Note =>
  Object.assign(new {{Noun}}Note(), {
    id: publicId(NOTE_PREFIX, row.id), uuid: row.id, memberUuid: row.member_id, text: row.text, writtenAt: row.written_at,
  });
