import { condition, type Connection, type Context, type ListDefinition, listPage } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { type MergeSuggestionRow, suggestionList, surestFirst } from '../domain/read-suggestions';
import { dismiss } from '../domain/suggest-merges';
import { memberPermissions } from '../permissions';
import { MemberPayload, type MemberPayloadRef } from './member.payloads';
import { type MergeSuggestion, MergeSuggestionConnection, suggestionObject } from './merge-suggestion.type';

const suggestions: ListDefinition<MergeSuggestionRow, MergeSuggestion> = { ...suggestionList, toItem: suggestionObject };

@Resolver()
export class MergeSuggestionResolver {
  @Authorized(memberPermissions.merge)
  @Query(() => MergeSuggestionConnection, { description: 'Members who may be one person, the surest first. Compared every ten minutes.' })
  memberMergeSuggestions(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<MergeSuggestion>> {
    return listPage(ctx, suggestions, { where: condition("s.state = 'OPEN'"), orderBy: surestFirst, page: { first, after } });
  }

  @Authorized(memberPermissions.merge)
  @Mutation(() => MemberPayload, { description: 'They are two, and not suggested again. Answers one of them.' })
  memberMergeSuggestionDismiss(@Arg('id', () => ID) id: string, @Arg('reason', () => String) reason: string, @Ctx() ctx: Context): Promise<MemberPayloadRef> {
    return dismiss(ctx, id, reason);
  }
}
