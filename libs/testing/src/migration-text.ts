import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a migration does, as text: the SQL it sends, wherever in the sources that stands, and its own code, for
 * whatever depends on answers.
 */
export async function migrationText(Migration: new () => MigrationInterface): Promise<string> {
  const migration = new Migration();
  const sent: unknown[] = [migration.name ?? Migration.name];
  const record = (method: string | symbol) => (...args: unknown[]) => {
    sent.push([String(method), args]);
    return Promise.resolve([]);
  };
  const recorder = new Proxy({}, { get: (_, method) => record(method) }) as QueryRunner;
  await migration.up(recorder).catch((error: unknown) => sent.push(String(error)));
  return JSON.stringify([sent, Migration.toString()]);
}
