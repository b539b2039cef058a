import { type Context, readId } from '@regulars/plugin-sdk';
import { allChallenges, allStages, type ChallengeRow, type StagesRow } from '../data/challenge.statements';
import type { ChallengeTerms, StageTerms } from '../data/challenge-terms';
import { CHALLENGE_PREFIX } from './ids';

export interface Challenge extends ChallengeTerms {
  /** uuid */
  readonly id: string;
  readonly code: string;
  readonly state: ChallengeRow['state'];
  /** The one that members begin with. */
  readonly version: number;
  /** Of every version. */
  readonly versions: ReadonlyMap<number, readonly StageTerms[]>;
}

export const challengeOf = ({ id, code, state, version, terms }: ChallengeRow, stages: readonly StagesRow[]): Challenge =>
  ({ ...terms, id, code, state, version, versions: new Map(stages.filter(({ challenge_id }) => challenge_id === id).map((row) => [row.version, row.stages])) });

export interface Challenges {
  /** In the order they were made. */
  readonly all: readonly Challenge[];
  byId(id: string): Challenge | null;
  /** By code, or by public id. */
  named(name: string): Challenge | null;
}

export const challengesOf = (ctx: Context): Promise<Challenges> =>
  ctx.cached('lottery.challenges', async (reading) => {
    const [rows, stages] = await Promise.all([reading.sql(allChallenges()), reading.sql(allStages())]);
    const all = rows.map((row) => challengeOf(row, stages));
    const byId = new Map(all.map((challenge) => [challenge.id, challenge]));
    const byCode = new Map(all.map((challenge) => [challenge.code, challenge]));
    return { all, byId: (id) => byId.get(id) ?? null, named: (name) => byCode.get(name) ?? byId.get(readId(CHALLENGE_PREFIX, name) ?? '') ?? null };
  });

export function stagesAt({ id, versions }: Challenge, version: number): readonly StageTerms[] {
  const stages = versions.get(version);
  if (!stages) throw new Error(`Version ${version} of the challenge ${id} is not there`);
  return stages;
}

/** Those that members begin with now. */
export const presentStages = (challenge: Challenge): readonly StageTerms[] => stagesAt(challenge, challenge.version);
