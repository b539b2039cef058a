import { createHash } from 'node:crypto';
import type { SealedTable } from '@regulars/plugin-sdk';
import { NO_BRAND } from '../brands';
import type { Registry } from '../registry';

/** The kernel's own chain. */
export const AUDIT_CHAIN: SealedTable = { chain: 'audit', table: 'platform.audit_entry' };

/** Every chain of the installation. */
export const chainsOf = (registry: Registry): readonly SealedTable[] => [AUDIT_CHAIN, ...registry.modules.flatMap((module) => module.sealed ?? [])];

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** What the first link of a brand's chain is tied to. */
export const genesisOf = (chain: string, brandId: string | null): Buffer => sha256(`${chain}:${brandId ?? NO_BRAND}`);

/** SHA-256 of the row's bytes and of the link before it. */
export const linkAfter = (previous: Buffer, rowText: string): Buffer => sha256(rowText, previous);

/**
 * The text of a row as PostgreSQL writes it, under the settings every session of ours has. Empty columns at its end are
 * left out: a column that is added later, null in the rows that are there, changes none of them.
 */
export const rowText = (alias: string): string => `regexp_replace(${alias}::text, ',+\\)$', ')')`;

/** As `linkAfter`, in SQL. */
export const linkSql = (text: string, previous: string): string => `sha256(convert_to(${text}, 'UTF8') || ${previous})`;
