import { platformMigrations } from '@regulars/kernel';
import { unexcusedShopStoppers } from '@regulars/testing';

/** The platform's migrations keep the rules of every module's; these were there before the rules. */
const EXCUSED = {
  AddCallers1790200000000: 'reads platform.credential, a row for each key and each session of 15 minutes; the function it drops comes again at once, with the columns the version before reads',
  MaskKeys1790200000001: 'the functions it drops come again at once; a gateway of the version before finds callers meanwhile, and makes no keys',
  AddOrganisations1790300000000: 'reads platform.brand, a row for each brand',
  AddSeals1790800000001: 'the index is on a table that was made one migration earlier, in the same release',
};

it('upgrades the platform while shops are at work', async () => {
  expect(await unexcusedShopStoppers(platformMigrations, EXCUSED)).toEqual([]);
});
