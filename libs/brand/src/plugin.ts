import { CallerRights, definePlugin, extend, provide } from '@regulars/plugin-sdk';
import packageJson from '../package.json';
import { AccountResolver } from './api/account.resolver';
import { ApiKeyCreatePayloadResolver, ApiKeyPayloadResolver } from './api/api-key.payloads';
import { ApiKeyFieldsResolver, ApiKeyResolver } from './api/api-key.resolver';
import { AuditResolver } from './api/audit.resolver';
import { BrandPayloadResolver } from './api/brand.payloads';
import { BrandFieldsResolver, BrandResolver, OwnBrandResolver } from './api/brand.resolver';
import { DataQualityResolver } from './api/data-quality.resolver';
import { ImportFile } from './api/import-file.type';
import { JobPayloadResolver, JobResolver, OwnJobResolver } from './api/job.resolver';
import { NodeResolver } from './api/node.resolver';
import { OrganisationFieldsResolver, OrganisationPayloadResolver, OrganisationResolver } from './api/organisation.resolver';
import { BrandOrganisationResolver } from './api/organisation.type';
import { BrandPlanResolver } from './api/brand-plan.resolver';
import { PlanPayloadResolver, PlansResolver } from './api/plans.resolver';
import { BrandCreatePayloadResolver, PlatformResolver } from './api/platform.resolver';
import { PluginResolver } from './api/plugin.resolver';
import { RolePayloadResolver, RoleResolver } from './api/role.resolver';
import { SessionResolver } from './api/session.resolver';
import { SessionPayloadResolver } from './api/session.types';
import { StaffPayloadResolver, StaffResolver } from './api/staff.resolver';
import { StaffFieldsResolver } from './api/staff.type';
import { StorePayloadResolver } from './api/store.payloads';
import { StoreResolver } from './api/store.resolver';
import { ViewerFieldsResolver } from './api/viewer.type';
import { AccountEntity } from './data/account.entity';
import { AddStaff1790300000100 } from './data/add-staff.migration';
import { invariants } from './data/brand.invariants';
import { CreateBrand1790000000000 } from './data/create-brand.migration';
import { HoldAccounts1791200000100 } from './data/hold-accounts.migration';
import { ImportFailureEntity } from './data/import-failure.entity';
import { ImportPieceEntity } from './data/import-piece.entity';
import { JobEntity } from './data/job.entity';
import { NarrowBrandStores1790600001000 } from './data/narrow-stores.migration';
import { OwnJobs1791300000320 } from './data/own-jobs.migration';
import { RoleEntity } from './data/role.entity';
import { StaffEntity } from './data/staff.entity';
import { StoreEntity } from './data/store.entity';
import { ImportTask } from './domain/import/run';
import { staffProviders } from './domain/sign-in/providers';
import { staffDirectory, StaffDirectory } from './domain/staff/directory';
import { staffRights } from './domain/staff/rights';
import { storeDirectory, Stores } from './domain/stores';
import { RoleBeyondRightsError, SignInFailedError, StaffBrandRequiredError, StaffCodeInvalidError, StaffLastOwnerError, StaffTotpRequiredError } from './errors';
import { nodes } from './nodes';
import { permissions } from './permissions';
import { brandSettings } from './settings';

// A process whose environment names providers that cannot be read does not start.
staffProviders();

/** Core: the brand itself, its stores, plugin switches, and imports; for the platform, brands and plans. */
export const brand = definePlugin({
  id: 'brand',
  nouns: ['Brand', 'Store', 'Plan', 'Plugin', 'Viewer', 'Job', 'Import', 'Node', 'Installed', 'Organisation', 'ApiKey', 'Audit', 'ColumnMapping', 'OnExisting', 'Staff', 'Role', 'FieldMask', 'MaskKind', 'Permission', 'Session', 'SignIn', 'DataQuality'],
  version: packageJson.version,
  sdk: '^1.0.0',
  core: true,
  resolvers: {
    staff: [
      NodeResolver, OwnBrandResolver, BrandResolver, BrandFieldsResolver, BrandPlanResolver, BrandPayloadResolver, PluginResolver,
      StoreResolver, StorePayloadResolver, JobResolver, JobPayloadResolver, ApiKeyResolver, ApiKeyFieldsResolver, ApiKeyPayloadResolver, ApiKeyCreatePayloadResolver, DataQualityResolver,
      StaffResolver, StaffPayloadResolver, StaffFieldsResolver, RoleResolver, RolePayloadResolver, ViewerFieldsResolver,
      SessionResolver, SessionPayloadResolver, AccountResolver, AuditResolver, BrandOrganisationResolver, OrganisationFieldsResolver,
    ],
    member: [OwnBrandResolver, OwnJobResolver, JobPayloadResolver],
    platform: [
      PlatformResolver, BrandCreatePayloadResolver, BrandPlanResolver, PlansResolver, PlanPayloadResolver, BrandPayloadResolver,
      OrganisationResolver, OrganisationFieldsResolver, OrganisationPayloadResolver, BrandOrganisationResolver,
    ],
  },
  types: { staff: [ImportFile, SignInFailedError, StaffTotpRequiredError, StaffBrandRequiredError, StaffLastOwnerError, RoleBeyondRightsError, StaffCodeInvalidError] },
  entities: [StoreEntity, JobEntity, ImportPieceEntity, ImportFailureEntity, AccountEntity, StaffEntity, RoleEntity],
  migrations: [CreateBrand1790000000000, AddStaff1790300000100, NarrowBrandStores1790600001000, HoldAccounts1791200000100, OwnJobs1791300000320],
  permissions,
  personalData: [
    ...['email_sealed', 'totp_sealed', 'totp_pending'].map((column) => ({ table: 'brand.account', column, form: 'SEALED' as const })),
    { table: 'brand.account', column: 'email_index', form: 'INDEX' },
    { table: 'brand.staff', column: 'name', form: 'CLEAR' },
    // Rows of files while they are imported, and what was refused of them.
    { table: 'brand.import_piece', column: 'content', form: 'CLEAR' },
    { table: 'brand.import_failure', column: 'content', form: 'CLEAR' },
    { table: 'brand.job', column: 'errors', form: 'CLEAR' },
  ],
  settings: brandSettings,
  invariants,
  services: [provide(Stores, storeDirectory), provide(StaffDirectory, staffDirectory)],
  nodes,
  extensions: [extend(CallerRights, staffRights)],
  tasks: [ImportTask],
});
