import { definePermissions, definePlugin, type Context, InvalidInputError, Payload, type PluginDefinition, reject, statement } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import { Authorized, Ctx, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const permissions = definePermissions('leaky', { write: 'Write drops' });

class CreateLeaky1790000000001 implements MigrationInterface {
  readonly name = 'CreateLeaky1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE leaky.drop (brand_id uuid NOT NULL DEFAULT platform.current_brand(), id uuid NOT NULL DEFAULT platform.uuid_v7(), PRIMARY KEY (brand_id, id));
      CALL platform.protect('leaky.drop');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE leaky.drop');
  }
}

const insert = statement<never, []>('leaky.insert', 'INSERT INTO leaky.drop DEFAULT VALUES');

@ObjectType({ simpleResolvers: true })
class DropPayload extends Payload {}

/** Connections that no unit of work knows of, as a driver used directly would have. */
let outside: Pool | null = null;
export const leakThrough = (pool: Pool): void => void (outside = pool);

@Resolver()
class DropResolver {
  @Authorized(permissions.write)
  @Mutation(() => DropPayload)
  async dropKept(@Ctx() ctx: Context): Promise<object> {
    await ctx.sql(insert());
    return {};
  }

  @Authorized(permissions.write)
  @Mutation(() => DropPayload)
  async dropLeaked(@Ctx() ctx: Context): Promise<object> {
    await ctx.sql(insert());
    await outside?.query('INSERT INTO leaky.drop (brand_id) VALUES ($1)', [ctx.brand.id]);
    return {};
  }

  @Authorized(permissions.write)
  @Mutation(() => DropPayload)
  async dropDenied(@Ctx() ctx: Context): Promise<object> {
    await ctx.sql(insert()).catch(() => reject(new InvalidInputError('No.', 'drop')));
    return {};
  }
}

/** A module with a mutation as it ought to be, one that writes beside its transaction, and one that takes a fault for a refusal. */
export const leaky: PluginDefinition = definePlugin({
  id: 'leaky', nouns: ['Drop'], version: '1.0.0', sdk: '^1.0.0', core: true, permissions, migrations: [CreateLeaky1790000000001], resolvers: { staff: [DropResolver] },
});
