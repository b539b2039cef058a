import { statement } from '@regulars/plugin-sdk';
import type { MessageTrigger } from '../enums';

export interface AutomaticRow {
  readonly trigger: `${MessageTrigger}`;
  readonly template_id: string;
  readonly channel: string;
  readonly is_on: boolean;
  readonly delay_minutes: number;
  readonly life_minutes: number;
}

export const allAutomatics = statement<AutomaticRow>('messaging.automatics', 'SELECT a.trigger, a.template_id, a.channel, a.is_on, a.delay_minutes, a.life_minutes FROM messaging.automatic AS a');

export const setAutomatic = statement<never, [trigger: string, templateId: string, channel: string, isOn: boolean, delayMinutes: number, lifeMinutes: number]>('messaging.set-automatic', `
  INSERT INTO messaging.automatic (trigger, template_id, channel, is_on, delay_minutes, life_minutes) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (brand_id, trigger) DO UPDATE SET template_id = $2, channel = $3, is_on = $4, delay_minutes = $5, life_minutes = $6`);

/** Members whose birthday it is, by every date that is one; a page at a time. */
export const bornOn = statement<{ id: string }, [dates: readonly string[], after: string, limit: number]>('messaging.born-on', `
  SELECT m.id FROM member.member_public AS m WHERE m.birth_date = ANY($1::date[]) AND m.status = 'ACTIVE' AND m.id > $2 ORDER BY m.id LIMIT $3`);

/** Of them, locked, those who go on, and have not been written to for it this year: neither they nor whoever was merged into them. */
export const notGreeted = statement<{ id: string }, [ids: readonly string[], dates: readonly string[], cause: string]>('messaging.not-greeted', `
  SELECT m.id FROM member.member_public AS m WHERE m.id = ANY($1::uuid[]) AND m.birth_date = ANY($2::date[]) AND m.status = 'ACTIVE'
     AND NOT EXISTS (SELECT FROM messaging.message AS x WHERE x.member_id = m.id AND x.trigger = 'BIRTHDAY' AND starts_with(x.cause, $3)) ORDER BY m.id`);
