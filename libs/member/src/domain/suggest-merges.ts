import { type Context, defineJob, InvalidInputError, newUuid, NotFoundError, PersonalData, Problems, publicId, readId, reject } from '@regulars/plugin-sdk';
import {
  closeOutdated, dismissSuggestion, markMatched, matchesOf, type MatchRow, replaceMatchKeys, suggest, suggestionsByIds, unmatchedMembers, type UnmatchedRow,
} from '../data/merge-suggestion.statements';
import { readIdentities } from './identities';
import { looseEmail, looseName } from './match-values';
import { readText } from './profile';
import { say } from './texts';

export const SUGGESTION_PREFIX = 'mrg';

const AT_ONCE = 500;
const MOST_IN_ONE_RUN = 10;
/** What more than so many have in common says nothing about any of them. */
const MOST_ALIKE = 5;
const MAX_REASON = 500;

type Kind = 'NAME_AND_BIRTH_DATE' | 'SIMILAR_EMAIL' | 'SAME_IDENTITY_PROVED';

/** How sure each makes it, of 100, and both together. */
const SCORES: Readonly<Record<Kind, number>> = { NAME_AND_BIRTH_DATE: 70, SIMILAR_EMAIL: 80, SAME_IDENTITY_PROVED: 99 };
const BOTH = 95;

const scoreOf = (kinds: readonly string[]): number => (kinds.length > 1 ? BOTH : SCORES[kinds[0] as Kind]);

/** Compares members that are new or have changed with all others, by keyed hashes: so many at a time, the rest the next time. */
export const suggestJob = defineJob({
  id: 'suggest-merges',
  cron: '*/10 * * * *',
  // Members change, not time: a clock that jumps has them compared where it starts and where it stops.
  nextDue: () => Promise.resolve(null),
  run: async (ctx) => {
    for (let run = 0; run < MOST_IN_ONE_RUN; run++) if ((await compareNext(ctx)) < AT_ONCE) return;
  },
});

/** Answers how many were compared. */
async function compareNext(ctx: Context): Promise<number> {
  const members = await ctx.sql(unmatchedMembers(AT_ONCE));
  if (members.length === 0) return 0;
  const ids = members.map(({ id }) => id);
  const keys = await keysOf(ctx, members);
  await ctx.sql(replaceMatchKeys(ids, JSON.stringify(keys)));
  const pairs = await ctx.sql(matchesOf(ids, MOST_ALIKE));
  await Promise.all([
    ctx.sql(closeOutdated(ids, pairs.map((pair) => pair.first_id), pairs.map((pair) => pair.second_id))),
    ctx.sql(suggest(JSON.stringify(pairs.map(rowOf)))),
    ctx.sql(markMatched(ids, members.map(({ version }) => version))),
  ]);
  return members.length;
}

const rowOf = ({ first_id, second_id, kinds }: MatchRow): object => ({ id: newUuid(), first_id, second_id, score: scoreOf(kinds), reasons: kinds });

interface MatchKey {
  readonly member_id: string;
  readonly kind: Kind;
  readonly value_index: string;
}

async function keysOf(ctx: Context, members: readonly UnmatchedRow[]): Promise<MatchKey[]> {
  const codec = ctx.use(PersonalData);
  const key = (memberId: string, kind: Kind, value: string | null): MatchKey[] =>
    (value === null ? [] : [{ member_id: memberId, kind, value_index: codec.blindIndex(kind, value).toString('hex') }]);
  const emails = (await readIdentities(ctx, members.map(({ id }) => id))).filter(({ kind, isPrimary }) => kind === 'EMAIL' && isPrimary);
  return [
    ...members.flatMap(({ id, name, birth_date }) => key(id, 'NAME_AND_BIRTH_DATE', name === null || birth_date === null ? null : `${looseName(name)}|${birth_date}`)),
    ...emails.flatMap(({ memberId, value }) => key(memberId, 'SIMILAR_EMAIL', looseEmail(value))),
  ];
}

/** One of them has just proved to hold what the other is known by, and they were not merged: two may share a phone. */
export async function suggestProved(ctx: Context, one: string, other: string): Promise<void> {
  const [first_id, second_id] = [one, other].sort((a, b) => (a < b ? -1 : 1)) as [string, string];
  await ctx.sql(suggest(JSON.stringify([rowOf({ first_id, second_id, kinds: ['SAME_IDENTITY_PROVED'] })])));
}

/** Two who are two: they are not suggested again. Answers one of the two. */
export async function dismiss(ctx: Context, id: string, reason: string): Promise<{ readonly memberId: string }> {
  const problems = new Problems();
  const text = readText(reason, MAX_REASON, say.reasonNeeded, 'reason', problems);
  problems.throwIfAny();
  if (text === null) reject(new InvalidInputError(say.reasonNeeded, 'reason'));
  const uuid = readId(SUGGESTION_PREFIX, id);
  const [suggestion] = uuid === null ? [] : await ctx.sql(suggestionsByIds([uuid]));
  if (!suggestion || (await ctx.sql(dismissSuggestion(suggestion.id, text))).length === 0) return reject(new NotFoundError(say.noSuchSuggestion, 'id', id));
  ctx.about(publicId('mbr', suggestion.second_id));
  return { memberId: suggestion.first_id };
}
