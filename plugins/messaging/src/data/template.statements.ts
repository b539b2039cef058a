import { statement } from '@regulars/plugin-sdk';
import type { MessagePurpose } from '../enums';
import type { TemplateTerms } from './template-terms';

export interface TemplateRow {
  readonly id: string;
  readonly name: string;
  readonly purpose: `${MessagePurpose}`;
  readonly version: number;
  readonly archived_at: Date | null;
  readonly created_at: Date;
  /** Of the latest version. */
  readonly terms: TemplateTerms;
}

const SELECT = `
  SELECT t.id, t.name, t.purpose, t.version, t.archived_at, t.created_at, v.terms
    FROM messaging.template AS t JOIN messaging.template_version AS v ON v.template_id = t.id AND v.number = t.version`;

/** In the order they were made. */
export const allTemplates = statement<TemplateRow>('messaging.templates', `${SELECT} ORDER BY t.id`);

export const templateById = statement<TemplateRow, [id: string]>('messaging.template', `${SELECT} WHERE t.id = $1`);

export const termsOfVersion = statement<{ terms: TemplateTerms }, [templateId: string, number: number]>('messaging.terms-of-version', `
  SELECT v.terms FROM messaging.template_version AS v WHERE v.template_id = $1 AND v.number = $2`);

export const insertTemplate = statement<never, [id: string, name: string, purpose: string]>('messaging.insert-template', `
  INSERT INTO messaging.template (id, name, purpose, version) VALUES ($1, $2, $3, 1)`);

/** Makes the next version the latest, of a template that is in use. */
export const raiseTemplate = statement<{ version: number }, [id: string, name: string, purpose: string]>('messaging.raise-template', `
  UPDATE messaging.template SET name = $2, purpose = $3, version = version + 1 WHERE id = $1 AND archived_at IS NULL RETURNING version`);

export const insertTemplateVersion = statement<never, [templateId: string, number: number, terms: string]>('messaging.insert-template-version', `
  INSERT INTO messaging.template_version (template_id, number, terms) VALUES ($1, $2, $3::jsonb)`);

export const archiveTemplate = statement<{ id: string }, [id: string]>('messaging.archive-template', `
  UPDATE messaging.template SET archived_at = platform.current_now() WHERE id = $1 AND archived_at IS NULL RETURNING id`);

export const countTemplates = statement<{ n: number }>('messaging.count-templates', 'SELECT count(*)::int AS n FROM messaging.template WHERE archived_at IS NULL');
