import { ANY_CALLER, type Context, loadedBy, node, type NodeDefinition, oneForEach } from '@regulars/plugin-sdk';
import { ApiKey, apiKeyById } from './api/api-key.type';
import { AUDIT_PREFIX, AuditEntry, auditEntryById } from './api/audit.type';
import { Brand, BRAND_PREFIX, brandObject } from './api/brand.type';
import { fileById, ImportFile } from './api/import-file.type';
import { Job, jobById } from './api/job.type';
import { Staff, staffById } from './api/staff.type';
import { Store, storeObject } from './api/store.type';
import { KEY_PREFIX } from './domain/api-keys';
import { FILE_PREFIX } from './domain/files';
import { JOB_PREFIX } from './domain/import/events';
import { STAFF_PREFIX } from './domain/staff/staff-changes';
import { findStores, STORE_PREFIX } from './domain/store-changes';
import { permissions } from './permissions';

/** A caller's own brand is the only one there is. */
const ownBrand = (ctx: Context, ids: readonly string[]): Promise<(Brand | null)[]> =>
  Promise.resolve(ids.map((id) => (id === ctx.brand.id ? brandObject(ctx.brand) : null)));

const storesAsTheyAre = async (ctx: Context, ids: readonly string[]): Promise<(Store | null)[]> =>
  oneForEach(ids, (await findStores(ctx, ids)).map(storeObject), (store) => store.uuid);

export const nodes: readonly NodeDefinition[] = [
  node(BRAND_PREFIX, Brand, ownBrand, ANY_CALLER),
  node(AUDIT_PREFIX, AuditEntry, loadedBy(auditEntryById), permissions.audit),
  node(STORE_PREFIX, Store, storesAsTheyAre, permissions.read),
  node(JOB_PREFIX, Job, loadedBy(jobById), permissions.jobs),
  node(KEY_PREFIX, ApiKey, loadedBy(apiKeyById), permissions.keys),
  node(STAFF_PREFIX, Staff, loadedBy(staffById), permissions.staff),
  node(FILE_PREFIX, ImportFile, loadedBy(fileById), permissions.import),
];
