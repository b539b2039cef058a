import { definePlugin, provide } from '@regulars/plugin-sdk';
import packageJson from '../package.json';
import { ApiKeyCreatePayloadResolver, ApiKeyPayloadResolver } from './api/api-key.payloads';
import { ApiKeyResolver } from './api/api-key.resolver';
import { BrandPayloadResolver } from './api/brand.payloads';
import { BrandFieldsResolver, BrandResolver, OwnBrandResolver } from './api/brand.resolver';
import { ImportFile } from './api/import-file.type';
import { JobPayloadResolver, JobResolver } from './api/job.resolver';
import { NodeResolver } from './api/node.resolver';
import { BrandPlanResolver } from './api/plan.resolver';
import { BrandCreatePayloadResolver, PlatformResolver } from './api/platform.resolver';
import { PluginResolver } from './api/plugin.resolver';
import { StorePayloadResolver } from './api/store.payloads';
import { StoreResolver } from './api/store.resolver';
import { CreateBrand1790000000000 } from './data/create-brand.migration';
import { ImportFailureEntity } from './data/import-failure.entity';
import { ImportPieceEntity } from './data/import-piece.entity';
import { JobEntity } from './data/job.entity';
import { StoreEntity } from './data/store.entity';
import { ImportTask } from './domain/import/run';
import { storeDirectory, Stores } from './domain/stores';
import { nodes } from './nodes';
import { permissions } from './permissions';

/** Core: the brand itself, its stores, plugin switches, and imports; for the platform, brands and plans. */
export const brand = definePlugin({
  id: 'brand',
  nouns: ['Brand', 'Store', 'Plan', 'Plugin', 'Viewer', 'Job', 'Import', 'Node', 'Installed', 'Organisation', 'ApiKey', 'ColumnMapping', 'OnExisting'],
  version: packageJson.version,
  sdk: '^1.0.0',
  core: true,
  resolvers: {
    staff: [
      NodeResolver, OwnBrandResolver, BrandResolver, BrandFieldsResolver, BrandPlanResolver, BrandPayloadResolver, PluginResolver,
      StoreResolver, StorePayloadResolver, JobResolver, JobPayloadResolver, ApiKeyResolver, ApiKeyPayloadResolver, ApiKeyCreatePayloadResolver,
    ],
    member: [OwnBrandResolver],
    platform: [PlatformResolver, BrandCreatePayloadResolver, BrandPlanResolver],
  },
  types: { staff: [ImportFile] },
  entities: [StoreEntity, JobEntity, ImportPieceEntity, ImportFailureEntity],
  migrations: [CreateBrand1790000000000],
  permissions,
  services: [provide(Stores, storeDirectory)],
  nodes,
  tasks: [ImportTask],
});
