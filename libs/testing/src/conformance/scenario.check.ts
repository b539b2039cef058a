import { knownIds } from './ids';
import { type Check, shopWith } from './subject';

/** Checks that need data are worth nothing without: the scenario makes one of each thing that has an id. */
export const scenarioIsComplete: Check = async (subject) => {
  const ids = await knownIds(subject, await shopWith(subject, 1));
  return (subject.plugin.nodes ?? []).filter(({ prefix }) => !ids.get(prefix)?.length).map(({ prefix, type }) => `the scenario makes no ${type.name} (${prefix}_) that staff can look up`);
};
