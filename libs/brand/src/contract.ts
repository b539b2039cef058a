/** What other modules may use of brand. */
export { Node } from '@regulars/plugin-sdk';
export { Brand, brandObject, BrandPlugin, Plan, PlanLimitUse, PluginState } from './api/brand.type';
export { JobPayload } from './api/job.resolver';
export { Job, jobById, JobConnection, jobObject, JobRowError, JobStatus } from './api/job.type';
export { Store, StoreConnection, storeById, storeObject } from './api/store.type';
export { Staff, staffById } from './api/staff.type';
export { Viewer, viewerOf } from './api/viewer.type';
export { countJob, finishJob, stepJob } from './domain/counted-jobs';
export { failFileJob, finishFileJob, queueFileJob, recentFileJob, type ResultFile } from './domain/file-jobs';
export { type BrandLock, BrandLocks, type LockableField } from './domain/brand-lock';
export { importDate, importInstant } from './domain/import/dates';
export { JobUpdated } from './domain/import/events';
export {
  type Cells,
  type ImportFault,
  type ImportField,
  type ImportGroup,
  type ImportKind,
  ImportKinds,
  type ImportOptions,
  type ImportOutcome,
} from './domain/import-kind';
export { brandPermissionsOf, type BuiltInRole, builtInRoles, maskableFieldsOf, type RoleRights } from './domain/roles/built-in';
export { composeRoles } from './domain/roles/compose';
export { StaffDirectory } from './domain/staff/directory';
export { checkStores, type StoreDirectory, type StoreRef, Stores } from './domain/stores';
export { permissions as brandPermissions } from './permissions';
