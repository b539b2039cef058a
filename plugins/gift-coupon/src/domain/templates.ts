import { type Context, InvalidInputError, newUuid, NotFoundError, readId, refuseTakenCode, refuseTransition, reject } from '@regulars/plugin-sdk';
import {
  countLive, insertCounter, insertTemplate, insertVersion, lockTemplates, setStock, setTemplateState, setVersion, templateForUpdate, type TemplateRow,
} from '../data/template.statements';
import { TEMPLATE_PREFIX } from './ids';
import { readTemplate, type TemplateDraft } from './read-template';
import { type Template, templateOf } from './template';

type State = TemplateRow['state'];

export async function createTemplate(ctx: Context, draft: TemplateDraft): Promise<string> {
  // What has changed of the brand comes with the first statement: the stores a draft names are looked up in memory.
  await liveTemplates(ctx);
  const { code, terms } = await readTemplate(ctx, draft);
  const id = newUuid();
  const [written] = await ctx.sql(insertTemplate(id, code));
  if (!written) refuseTakenCode(code);
  await Promise.all([ctx.sql(insertVersion(id, 1, JSON.stringify(terms))), ctx.sql(insertCounter(id, terms.stock))]);
  return id;
}

/** A new version: coupons that are out go on as they were issued. */
export async function changeTemplate(ctx: Context, publicTemplateId: string, draft: TemplateDraft): Promise<string> {
  const template = await lockedTemplate(ctx, publicTemplateId);
  const { code, terms } = await readTemplate(ctx, draft);
  if (template.state === 'ENDED') refuseTransition('A template', template.state, template.state);
  const isDraft = template.state === 'DRAFT';
  if (!isDraft && code !== template.code) reject(new InvalidInputError({ en: 'The code stays once the template was activated.', 'zh-TW': '啟用後不可變更代碼。' }, 'input.code'));
  if (!isDraft && (terms.stock === null) !== (template.stock === null)) {
    reject(new InvalidInputError({ en: 'Once it was activated, a stock can be raised or lowered, but neither set nor taken away.', 'zh-TW': '啟用後只能增減庫存,不可新增或取消庫存限制。' }, 'input.stock'));
  }
  const version = template.version + 1;
  const [written] = await ctx.sql(setVersion(template.id, code, version));
  if (!written) refuseTakenCode(code);
  await ctx.sql(insertVersion(template.id, version, JSON.stringify(terms)));
  const [counter] = await ctx.sql(setStock(template.id, terms.stock));
  if (!counter) reject(new InvalidInputError({ en: 'More than that is out already.', 'zh-TW': '已發出的數量超過此庫存。' }, 'input.stock'));
  return template.id;
}

/** A draft, or one that was paused. */
export async function activateTemplate(ctx: Context, publicTemplateId: string): Promise<string> {
  await ctx.sql(lockTemplates());
  const template = await lockedTemplate(ctx, publicTemplateId);
  if (template.state !== 'DRAFT' && template.state !== 'PAUSED') refuseTransition('A template', template.state, 'LIVE');
  if (template.state === 'DRAFT') ctx.withinLimit('gift-coupon', 'activeTemplates', (await liveTemplates(ctx)) + 1);
  await ctx.sql(setTemplateState(template.id, 'LIVE'));
  return template.id;
}

/** Nothing is issued meanwhile; coupons that are out can be used. */
export const pauseTemplate = (ctx: Context, id: string): Promise<string> => move(ctx, id, ['LIVE'], 'PAUSED');

/** For good; coupons that are out can be used. */
export const endTemplate = (ctx: Context, id: string): Promise<string> => move(ctx, id, ['LIVE', 'PAUSED'], 'ENDED');

/** What counts against the plan's limit. */
export const liveTemplates = async (ctx: Context): Promise<number> => (await ctx.sql(countLive()))[0]?.live ?? 0;

async function move(ctx: Context, publicTemplateId: string, from: readonly State[], to: State): Promise<string> {
  const template = await lockedTemplate(ctx, publicTemplateId);
  if (!from.includes(template.state)) refuseTransition('A template', template.state, to);
  await ctx.sql(setTemplateState(template.id, to));
  return template.id;
}

async function lockedTemplate(ctx: Context, publicTemplateId: string): Promise<Template> {
  const id = readId(TEMPLATE_PREFIX, publicTemplateId);
  const [row] = id === null ? [] : await ctx.sql(templateForUpdate(id));
  return row ? templateOf(row) : refuseTemplate('id', publicTemplateId);
}

export const refuseTemplate = (path: string, id: string): never =>
  reject(new NotFoundError({ en: 'There is no such template.', 'zh-TW': '沒有此禮物券樣板。' }, path, id));
