import { type Context, defineEvent, definePlugin, type PluginDefinition, statement } from '@regulars/plugin-sdk';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A module small enough for specs of the kernel: it writes notes, and tells of each. */
class CreateNote1790000000001 implements MigrationInterface {
  readonly name = 'CreateNote1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE note.note (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL DEFAULT platform.uuid_v7(),
        text text NOT NULL CHECK (text <> 'refused'),
        at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, id)
      );
      CALL platform.protect('note.note');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note.note');
  }
}

export const NoteTaken = defineEvent<{ text: string }>('note.taken');

const INSERT = statement<never, [string]>('note.insert', 'INSERT INTO note.note (text) VALUES ($1)');

export const writeNote = (ctx: Context, text: string): Promise<never[]> => ctx.sql(INSERT(text));

/** Writes a note and an event about it. */
export async function takeNote(ctx: Context, text: string, about: string | null = null): Promise<void> {
  void writeNote(ctx, text);
  ctx.emit(NoteTaken, { text }, about);
}

export const noteModule = (more: Partial<PluginDefinition> = {}): PluginDefinition =>
  definePlugin({ id: 'note', version: '1.0.0', sdk: '^1.0.0', core: true, migrations: [CreateNote1790000000001], ...more });

/** A plugin that can be switched off. */
export const listenerModule = (more: Partial<PluginDefinition> = {}): PluginDefinition =>
  definePlugin({ id: 'listener', version: '1.0.0', sdk: '^1.0.0', requires: { note: '^1.0.0' }, ...more });
