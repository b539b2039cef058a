import { resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { newUuid, statement } from '@regulars/plugin-sdk';
import { describePlugin, type TestShop } from '@regulars/testing';
import { brand } from '../src';

const CONTENT = Buffer.from('code\nA\n');
const insertFile = statement<never, [string, Buffer]>('spec.file', `INSERT INTO platform.file (id, name, content_type, size, sha256) VALUES ($1, 'x.csv', 'text/csv', ${CONTENT.length}, $2)`);
/** Nothing can be imported where brand stands alone. */
const insertJob = statement<never, [string, string]>('spec.job', `INSERT INTO brand.job (id, kind, file_id, dry_run, options) VALUES ($1, 'THINGS', $2, false, '{}')`);

async function scenario(shop: TestShop, round: number): Promise<void> {
  await shop.everything().one('mutation ($input: StoreInput!) { storeCreate(input: $input) { userErrors { message } } }', { input: { code: `S${round}`, name: `Store ${round}`, city: 'Taipei' } });
  await shop.everything().one('mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { userErrors { message } } }', { input: { name: `Till ${round}`, scopes: ['brand:read'] } });
  await shop.everything().one('mutation ($input: StaffInviteInput!) { staffInvite(input: $input) { userErrors { message } } }', {
    input: { email: `${shop.id}-${round}@example.com`, name: `Somebody ${round}`, roles: ['store-staff'] },
  });
  const fileId = newUuid();
  await shop.context(async (ctx) => {
    await ctx.sql(insertFile(fileId, createHash('sha256').update(CONTENT).digest()));
    await ctx.sql(insertJob(newUuid(), fileId));
  });
}

/** Open to anyone, or about the caller's own account. */
const ACCOUNT = [
  'staffSignIn', 'staffSignInOidc', 'staffSessionRefresh', 'staffSignOut', 'staffInvitationAccept', 'staffPasswordResetRequest', 'staffPasswordResetConfirm',
  'staffPasswordChange', 'staffTotpEnrol', 'staffTotpConfirm', 'staffTotpRemove', 'staffRecoveryCodesRenew',
];

const faults = {
  'brand.stage': `INSERT INTO brand.import_piece (brand_id, job_id, last_row, first_row, content) VALUES (:brand, gen_random_uuid(), 2, 1, 'left')`,
};

describePlugin(brand, [], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario, faults, anyCaller: ['brand (member)', 'jobUpdated (member)', 'node', 'nodes', 'brand', 'viewer', ...ACCOUNT],
  events: { 'job.updated': [{ jobId: 'job_01k0zs3m9qfp0a1b2c3d4e5f6g' }] },
  shopStoppers: { OwnJobs1791300000320: 'the index is on brand.job, a row for each import' },
});
