import { type Context, defineEvent, defineExtensionPoint, defineJob, defineMoment, definePermissions, definePlugin, defineTask, during, extend, holdBrand, newUuid, on, Payload, statement } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A core module in which things happen, and a plugin that acts in every way there is; each act leaves a row. */
const permissions = definePermissions('lamp', { read: 'See lamps', light: 'Light lamps' });
const roomPermissions = definePermissions('room', { enter: 'Enter rooms' });

class CreateLamps1790000000000 implements MigrationInterface {
  readonly name = 'CreateLamps1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE lamp.act (brand_id uuid NOT NULL DEFAULT platform.current_brand(), id uuid NOT NULL, kind text NOT NULL, PRIMARY KEY (brand_id, id));
      CALL platform.protect('lamp.act')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lamp.act');
  }
}

const act = statement<never, [id: string, kind: string]>('lamp.act', 'INSERT INTO lamp.act (id, kind) VALUES ($1, $2)');
const count = statement<{ n: number }>('lamp.count', 'SELECT count(*)::int AS n FROM lamp.act');
const record = async (ctx: Context, kind: string): Promise<void> => void (await ctx.sql(act(newUuid(), kind)));
const used = async (ctx: Context): Promise<number> => (await ctx.sql(count()))[0]?.n ?? 0;

const RoomEntered = defineMoment<{ readonly n: number }>('room.entered', (_, batch) => Promise.resolve(batch));
const RoomHeard = defineEvent<{ n: number }>('room.heard');
const RoomLights = defineExtensionPoint<string>('room', 'lights');
const RoomSigns = defineExtensionPoint<string>('room', 'signs', { reads: true });

/** What a spec waits for, or does, between two transactions of the task. */
export const task: { between: () => Promise<void> } = { between: () => Promise.resolve() };

const LampTask = defineTask<{ n: number }>('lamp-task', async (run) => {
  await run.transaction((ctx) => record(ctx, 'task begins'));
  await task.between();
  await run.transaction((ctx) => record(ctx, 'task ends'));
});

@ObjectType({ simpleResolvers: true })
class RoomPayload extends Payload {}

@ObjectType({ simpleResolvers: true })
class LampPayload extends Payload {}

@Resolver()
class RoomResolver {
  @Authorized(roomPermissions.enter)
  @Query(() => [String])
  roomLights(@Ctx() ctx: Context): readonly string[] {
    return [...ctx.extensions(RoomLights), ...ctx.extensions(RoomSigns)];
  }

  @Authorized(roomPermissions.enter)
  @Mutation(() => RoomPayload)
  async roomEnter(@Arg('n', () => Int) n: number, @Ctx() ctx: Context): Promise<object> {
    await ctx.react(RoomEntered, [{ n }]);
    ctx.emit(RoomHeard, { n });
    return {};
  }
}

@Resolver()
class LampResolver {
  @Authorized(permissions.read)
  @Query(() => Int)
  lampActs(@Ctx() ctx: Context): Promise<number> {
    return used(ctx);
  }

  @Authorized(permissions.light)
  @Mutation(() => LampPayload)
  async lampLight(@Arg('idempotencyKey', () => String) _: string, @Ctx() ctx: Context): Promise<object> {
    await ctx.sql(holdBrand());
    await record(ctx, 'mutation');
    ctx.withinLimit('lamp', 'acts', await used(ctx));
    return {};
  }

  @Authorized(permissions.light)
  @Mutation(() => LampPayload)
  async lampWork(@Ctx() ctx: Context): Promise<object> {
    await ctx.enqueue(LampTask, { n: 1 });
    return {};
  }
}

export const room = definePlugin({ id: 'room', version: '1.0.0', sdk: '^1.0.0', core: true, permissions: roomPermissions, resolvers: { staff: [RoomResolver] } });

export const lamp = definePlugin({
  id: 'lamp', version: '1.0.0', sdk: '^1.0.0', requires: { room: '^1.0.0' }, permissions,
  resolvers: { staff: [LampResolver] }, migrations: [CreateLamps1790000000000],
  limits: { acts: { description: 'Acts', used } },
  reactions: [during(RoomEntered, 'react', (ctx) => record(ctx, 'reaction'))],
  handlers: [on(RoomHeard, 'hear', (ctx) => record(ctx, 'handler'))],
  jobs: [defineJob({ id: 'glow', cron: '0 * * * *', run: (ctx) => record(ctx, 'job') })],
  tasks: [LampTask],
  extensions: [extend(RoomLights, 'acts'), extend(RoomSigns, 'reads')],
});

/** Needs the lamp. */
export const shade = definePlugin({ id: 'shade', version: '1.0.0', sdk: '^1.0.0', requires: { lamp: '^1.0.0' } });
