import { type Context, readId, type StoredEvent } from '@regulars/plugin-sdk';
import { burnOfEntry, type PointsBurnedData, type PointsBurnStanding, type PointsRestoredData } from '@regulars/points/contract';
import { type ChanceKeyRow, chancesOfBurn, revokeChances } from '../data/chance.statements';
import { grantChances, mostAtOnce } from './chances';
import { gamesOf } from './game';
import { lockAllActive } from './lock-member';
import { type Asked, askedFor, keyOf, ruleOf, rulesOf } from './rules';

interface Standing {
  readonly burn: PointsBurnStanding;
  /** What it gave and nobody took back, the newest first. */
  readonly held: readonly ChanceKeyRow[];
  /** Who of those concerned may take part, as who they are now. */
  readonly active: ReadonlyMap<string, string>;
}

/** How a burn stands, with its members locked: what is told of it and of its undoing comes in any order. */
async function standingOf(ctx: Context, entryId: string, memberId: string): Promise<Standing | null> {
  const id = readId('pte', entryId);
  const known = id === null ? null : await burnOfEntry(ctx, id);
  if (id === null || known === null) return null;
  const active = await lockAllActive(ctx, [memberId, known.memberId]);
  const [burn, held] = await Promise.all([burnOfEntry(ctx, id), ctx.sql(chancesOfBurn(known.burnId))]);
  return { burn: burn ?? known, held, active };
}

const dueOf = ({ game, rule }: Asked, points: number): number => mostAtOnce(game, rule.chances * Math.floor(points / Number(rule.atLeast)));

const heldOf = ({ game, nth }: Asked, held: readonly ChanceKeyRow[]): readonly ChanceKeyRow[] =>
  held.filter((chance) => chance.game_id === game.id && ruleOf(game, chance)?.nth === nth);

/** For each so many points of what was spent at once, and did not come back since. */
export async function onPointsSpent(ctx: Context, { entryId, points }: PointsBurnedData, { memberId, at }: StoredEvent): Promise<void> {
  const asked = await askedFor(ctx, 'POINTS_SPENT', at);
  const standing = memberId === null || asked.length === 0 ? null : await standingOf(ctx, entryId, memberId);
  const member = memberId === null ? undefined : standing?.active.get(memberId);
  if (!standing || member === undefined) return;
  const { burn, held } = standing;
  const gifts = asked.map((each) => ({
    game: each.game, memberId: member, cause: 'POINTS_SPENT' as const, key: keyOf(`points/${entryId}`, each), burnId: burn.burnId, at,
    chances: Math.min(dueOf(each, points), dueOf(each, burn.points) - heldOf(each, held).length),
  }));
  await grantChances(ctx, gifts.filter(({ chances }) => chances > 0));
}

/** Takes back what a burn would not have given for what is still spent of it, as far as it was not drawn. */
export async function onPointsRestored(ctx: Context, { entryId }: PointsRestoredData, { memberId }: StoredEvent): Promise<void> {
  const standing = memberId === null ? null : await standingOf(ctx, entryId, memberId);
  if (!standing || standing.held.length === 0) return;
  const { burn, held } = standing;
  const open = (await gamesOf(ctx)).all.filter(({ id, state }) => state !== 'ENDED' && held.some(({ game_id }) => game_id === id));
  const lost = open.flatMap((game) => {
    const ofGame = held.filter(({ game_id }) => game_id === game.id);
    const ofNoRule = ofGame.filter((chance) => ruleOf(game, chance) === undefined && chance.state === 'AVAILABLE');
    return [...ofNoRule, ...rulesOf(game, 'POINTS_SPENT').flatMap((asked) => {
      const given = heldOf(asked, ofGame);
      return given.filter(({ state }) => state === 'AVAILABLE').slice(0, Math.max(0, given.length - dueOf(asked, burn.points)));
    })];
  });
  if (lost.length > 0) await ctx.sql(revokeChances(lost.map(({ id }) => id)));
}
