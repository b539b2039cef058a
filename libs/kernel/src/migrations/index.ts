import type { MigrationInterface } from 'typeorm';
import { AddAccesses1790800000004 } from './add-accesses.migration';
import { AddAudit1790800000000 } from './add-audit.migration';
import { AddCallers1790200000000 } from './add-callers.migration';
import { AddKeyManifests1790700000100 } from './add-key-manifests.migration';
import { AddMemberKeys1791300000200 } from './add-member-keys.migration';
import { AddOrganisations1790300000000 } from './add-organisations.migration';
import { AddSeals1790800000001 } from './add-seals.migration';
import { AnswerAgain1791300000310 } from './answer-again.migration';
import { ChangePlans1791500000641 } from './change-plans.migration';
import { ClaimedReactions1791500000642 } from './claimed-reactions.migration';
import { CreateCostBudget1790700000000 } from './create-cost-budget.migration';
import { CreatePlatform1790000000000 } from './create-platform.migration';
import { DatedDeliveries1791500000741, DatedReactions1791500000742, DatedTapDeliveries1791500000743 } from './dated-claims.migration';
import { DisabledTaps1791500000740 } from './disabled-taps.migration';
import { EndForks1791000000300 } from './end-forks.migration';
import { EndGraces1791500000744 } from './end-graces.migration';
import { FileMaker1791100000000 } from './file-maker.migration';
import { FilePermission1790500000000 } from './file-permission.migration';
import { HoldAccounts1791200000000 } from './hold-accounts.migration';
import { JoinPartners1791500000551 } from './join-partners.migration';
import { KeyMakers1791500000351 } from './key-makers.migration';
import { MaskKeys1790200000001 } from './mask-keys.migration';
import { NarrowStores1790600000000 } from './narrow-stores.migration';
import { NoteVersions1791500000710 } from './note-versions.migration';
import { OrderEvents1791300000100 } from './order-events.migration';
import { PartnersInGrace1791500000661 } from './partners-in-grace.migration';
import { SessionFactors1791500000311 } from './session-factors.migration';
import { TapEvents1791500000621 } from './tap-events.migration';
import { TimeEndings1791400000100 } from './time-endings.migration';
import { WatchBooks1790900000000 } from './watch-books.migration';

/** The kernel's own migrations, which run before every module's. */
export const platformMigrations: readonly (new () => MigrationInterface)[] = [
  CreatePlatform1790000000000,
  AddCallers1790200000000,
  MaskKeys1790200000001,
  AddOrganisations1790300000000,
  FilePermission1790500000000,
  NarrowStores1790600000000,
  CreateCostBudget1790700000000,
  AddKeyManifests1790700000100,
  AddAudit1790800000000,
  AddSeals1790800000001,
  AddAccesses1790800000004,
  WatchBooks1790900000000,
  EndForks1791000000300,
  FileMaker1791100000000,
  HoldAccounts1791200000000,
  OrderEvents1791300000100,
  AddMemberKeys1791300000200,
  AnswerAgain1791300000310,
  TimeEndings1791400000100,
  SessionFactors1791500000311,
  KeyMakers1791500000351,
  JoinPartners1791500000551,
  TapEvents1791500000621,
  ChangePlans1791500000641,
  ClaimedReactions1791500000642,
  PartnersInGrace1791500000661,
  NoteVersions1791500000710,
  DisabledTaps1791500000740,
  DatedDeliveries1791500000741,
  DatedReactions1791500000742,
  DatedTapDeliveries1791500000743,
  EndGraces1791500000744,
];
