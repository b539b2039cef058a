import { type Context, Node, publicId, uncountedConnectionOf } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import { type MergeSuggestionRow, suggestionById } from '../domain/read-suggestions';
import { SUGGESTION_PREFIX } from '../domain/suggest-merges';
import { memberById } from './member.loader';
import { Member } from './member.type';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Two members who may be one person; somebody decides.' })
export class MergeSuggestion extends Node {
  readonly memberUuids: readonly string[];

  @Field(() => Int, { description: 'How sure it is, of 100.' })
  score: number;

  @Field(() => [String], { description: 'NAME_AND_BIRTH_DATE, SIMILAR_EMAIL, SAME_IDENTITY_PROVED.' })
  reasons: readonly string[];

  @Field(() => [Member])
  async members(@Ctx() ctx: Context): Promise<Member[]> {
    const members = await Promise.all(this.memberUuids.map((uuid) => ctx.load(memberById, uuid)));
    return members.filter((member) => member !== null);
  }
}

export const MergeSuggestionConnection = uncountedConnectionOf(() => MergeSuggestion, 'MergeSuggestion');

export const suggestionObject = (row: MergeSuggestionRow): MergeSuggestion =>
  Object.assign(Object.create(MergeSuggestion.prototype) as MergeSuggestion, {
    id: publicId(SUGGESTION_PREFIX, row.id), memberUuids: [row.first_id, row.second_id], score: row.score, reasons: row.reasons,
  });

export const loadSuggestions = (ctx: Context, uuids: readonly string[]): Promise<(MergeSuggestion | null)[]> =>
  Promise.all(uuids.map(async (uuid) => {
    const row = await ctx.load(suggestionById, uuid);
    return row && suggestionObject(row);
  }));
