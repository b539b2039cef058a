import type { PluginDefinition } from '@regulars/plugin-sdk';
import { keepsBrandsApart } from './brands.check';
import { entitiesEqualTables } from './entities.check';
import { handlersAreIdempotent } from './handlers.check';
import { invariantsCanFail, invariantsHold } from './invariants.check';
import { tablesIsolated } from './isolation.check';
import { erasesMembers, exportsMembers, mergesMembers, unmergesMembers } from './member-data.checks';
import { migratesTwice } from './migrations.check';
import { deniesWithoutPermission } from './permissions.check';
import { cataloguesPersonalData } from './personal-data.check';
import { scenarioIsComplete } from './scenario.check';
import { changesNothingElse, leavesNoTrace, namedAfterNouns, sdlByAudience } from './schema.checks';
import { settingsHaveDefaults } from './settings.check';
import { keepsShopOpen } from './shop-stoppers.check';
import { eventShapesAreCommitted, sdlIsCommitted } from './snapshots';
import { constantStatements } from './statements.check';
import { type Check, type ConformanceOptions, createSubject, type Subject } from './subject';
import { onlyReadWhileSuspended } from './suspension.check';
import { keepsDataWhileDisabled } from './switching.check';

/** What every module promises, whatever it does. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'migrates from nothing, and a second time has nothing to do': migratesTwice,
  'upgrades while the shop is at work': keepsShopOpen,
  'has entities that equal its tables': entitiesEqualTables,
  'isolates every table by brand': tablesIsolated,
  'leaves no trace in the schema of a brand without it': leavesNoTrace,
  'names its types and root fields after its nouns': namedAfterNouns,
  'adds to the schema without changing what others declare': changesNothingElse,
  'has a scenario for everything that has an id': scenarioIsComplete,
  'refuses each root field without its permission, and writes nothing': deniesWithoutPermission,
  'shows one brand nothing of another': keepsBrandsApart,
  'takes no more statements for many than for one': constantStatements,
  'keeps its data while it is disabled': keepsDataWhileDisabled,
  'can be read, and not changed, while it is suspended': onlyReadWhileSuspended,
  'takes an event that comes again for what it is': handlersAreIdempotent,
  'says of every column whether it holds personal data': cataloguesPersonalData,
  'exports what it knows about a member': exportsMembers,
  'forgets a member who is erased': erasesMembers,
  'moves what it knows when members are merged': mergesMembers,
  'gives back what it moved when a merge is undone': unmergesMembers,
  'keeps its invariants': invariantsHold,
  'has invariants that a fault breaks': invariantsCanFail,
  'has a default for every setting': settingsHaveDefaults,
  'adds to the schema what was committed': sdlIsCommitted,
  'emits payloads of the committed shape': eventShapesAreCommitted,
};

/** Nobody can switch a core module off. */
const ONLY_OF_PLUGINS: ReadonlySet<Check> = new Set([keepsDataWhileDisabled, onlyReadWhileSuspended]);

const LONG = 60_000; // ms: the checks with data make several shops

/**
 * The conformance kit: one test for each promise of a module.
 *
 * @param dependencies all modules the plugin requires, directly and indirectly
 */
export function describePlugin(plugin: PluginDefinition, dependencies: readonly PluginDefinition[], options: ConformanceOptions = {}): void {
  describe(`${plugin.id} conforms`, () => {
    const pristine = sdlByAudience(dependencies);
    let subject: Subject;
    beforeAll(async () => {
      subject = await createSubject(plugin, dependencies, options, pristine);
    }, LONG);
    afterAll(() => subject.platform.stop());

    for (const [promise, check] of Object.entries(CHECKS)) {
      if (ONLY_OF_PLUGINS.has(check) && plugin.core) continue;
      it(promise, async () => expect(await check(subject)).toEqual([]), LONG);
    }
  });
}
