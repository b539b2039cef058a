import type { Class } from '@regulars/plugin-sdk';
import { DataSource, type EntityTarget, type ObjectLiteral, type QueryRunner, type Repository } from 'typeorm';
import type { QueryResult } from 'pg';
import type { PlatformRuntime } from './platform';

type Send = (text: string, values: readonly unknown[]) => Promise<QueryResult>;

/** The metadata of all installed entities; connects once, to learn the server's version. */
export async function createDataSource(url: string, entities: readonly Class[]): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, entities: entities as never, extra: { max: 1 }, migrationsRun: false, synchronize: false }).initialize();
}

/**
 * A repository whose every statement goes through the unit of work: same connection, same transaction, same fence.
 * TypeORM would commit writes of rolled-back transactions if it were let at a connection of its own.
 */
export async function repositoryOn(platform: PlatformRuntime, send: Send, entity: Class): Promise<Repository<ObjectLiteral>> {
  const source = await platform.dataSource();
  const runner = source.createQueryRunner();
  const refuse = () => Promise.reject(new Error('The unit of work alone begins and ends transactions'));
  Object.assign(runner, { isTransactionActive: true, startTransaction: refuse, commitTransaction: refuse, rollbackTransaction: refuse, connect: refuse, release: () => Promise.resolve() });
  runner.query = (async (text: string, values: readonly unknown[] = [], structured = false) => {
    const result = await send(text, values);
    if (!structured) return result.command === 'UPDATE' || result.command === 'DELETE' ? [result.rows, result.rowCount] : result.rows;
    return { raw: result.command === 'UPDATE' || result.command === 'DELETE' ? [result.rows, result.rowCount] : result.rows, records: result.rows, affected: result.rowCount ?? undefined };
  }) as QueryRunner['query'];
  return source.createEntityManager(runner).getRepository(entity as EntityTarget<ObjectLiteral>);
}
