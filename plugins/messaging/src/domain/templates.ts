import { type Context, holdBrand, InvalidInputError, newUuid, NotFoundError, reject } from '@regulars/plugin-sdk';
import {
  allTemplates, archiveTemplate, countTemplates, insertTemplate, insertTemplateVersion, raiseTemplate, templateById, type TemplateRow, termsOfVersion,
} from '../data/template.statements';
import type { TemplateTerms } from '../data/template-terms';
import { TEMPLATE_PREFIX, uuidIn } from './ids';
import { readTemplate, type TemplateDraft } from './read-template';
import { say } from './texts';

/** Every template of the brand, in the order they were made. */
export const templatesOf = (ctx: Context): Promise<readonly TemplateRow[]> => ctx.cached('messaging.templates', (reading) => reading.sql(allTemplates()));

/** As it stands in this transaction. */
export const readTemplateNow = async (ctx: Context, id: string): Promise<TemplateRow | null> => (await ctx.sql(templateById(id)))[0] ?? null;

/** One that is in use; rejects at `path`. */
export async function templateNamed(ctx: Context, id: string, path: string): Promise<TemplateRow> {
  const template = await readTemplateNow(ctx, uuidIn(TEMPLATE_PREFIX, id));
  if (!template) return reject(new NotFoundError(say.noSuchTemplate, path, id));
  if (template.archived_at !== null) reject(new InvalidInputError(say.archived, path));
  return template;
}

export async function termsOf(ctx: Context, templateId: string, version: number): Promise<TemplateTerms> {
  const latest = (await templatesOf(ctx)).find(({ id }) => id === templateId);
  const terms = latest?.version === version ? latest.terms : (await ctx.sql(termsOfVersion(templateId, version)))[0]?.terms;
  if (!terms) throw new Error(`Version ${version} of template ${templateId} is not there`);
  return terms;
}

export interface TemplateRef {
  readonly templateId: string;
}

export async function createTemplate(ctx: Context, draft: TemplateDraft): Promise<TemplateRef> {
  await usedTemplates(ctx); // with the first statement comes whether the plan grants it still
  const { name, terms } = await readTemplate(ctx, draft);
  const templateId = newUuid();
  await ctx.sql(holdBrand());
  await ctx.sql(insertTemplate(templateId, name, draft.purpose));
  void ctx.sql(insertTemplateVersion(templateId, 1, JSON.stringify(terms)));
  ctx.withinLimit('messaging', 'templates', await usedTemplates(ctx));
  return { templateId };
}

/** The next version: what is on its way is said as it was when it was made. */
export async function changeTemplate(ctx: Context, id: string, draft: TemplateDraft): Promise<TemplateRef> {
  const { id: templateId } = await templateNamed(ctx, id, 'id');
  const { name, terms } = await readTemplate(ctx, draft);
  const [raised] = await ctx.sql(raiseTemplate(templateId, name, draft.purpose));
  if (!raised) return refuseChange(ctx, id);
  void ctx.sql(insertTemplateVersion(templateId, raised.version, JSON.stringify(terms)));
  return { templateId };
}

export async function archive(ctx: Context, id: string): Promise<TemplateRef> {
  const [archived] = await ctx.sql(archiveTemplate(uuidIn(TEMPLATE_PREFIX, id)));
  return archived ? { templateId: archived.id } : refuseChange(ctx, id);
}

async function refuseChange(ctx: Context, id: string): Promise<never> {
  await templateNamed(ctx, id, 'id');
  return reject(new NotFoundError(say.noSuchTemplate, 'id', id));
}

export const usedTemplates = async (ctx: Context): Promise<number> => (await ctx.sql(countTemplates()))[0]?.n ?? 0;
