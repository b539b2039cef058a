import { baseTier, tierOfCode } from '../../../libs/tier/src/domain/program';
import { judge } from '../../../libs/tier/src/domain/judging/fold';
import type { End } from '../invariants';
import { caseOf } from '../rules/judge';
import { Transaction } from '../tables';

/** One tier at any instant, and at present the one that judging everything at once comes to. */
export function tierProblems({ store, brand, now }: End): string[] {
  const unit = { tx: new Transaction(store, Infinity), brand, now, newId: () => '' };
  return store.rows('standings').flatMap(({ memberId, standings, nextAt }) => {
    const anew = judge({ ...caseOf(unit, memberId, -Infinity) }).standings.at(-1)?.tier;
    const present = standings.at(-1)?.tier;
    return [
      ...standings.filter(({ from }, index) => index > 0 && from <= (standings[index - 1]?.from ?? -Infinity)).map(({ from }) => `two standings at ${new Date(from).toISOString()}`),
      ...standings.filter(({ tier }) => !tierOfCode(brand.tiers, tier)).map(({ tier }) => `stands in ${tier}, which there is not`),
      ...((present ?? baseTier(brand.tiers).code) === (anew ?? baseTier(brand.tiers).code) ? [] : [`stands in ${present}; judged anew, in ${anew}`]),
      ...(nextAt !== null && nextAt <= now.getTime() ? ['was not judged when it was due'] : []),
    ].map((problem) => `member ${memberId}: ${problem}`);
  });
}
