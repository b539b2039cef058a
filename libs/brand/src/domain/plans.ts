import { type Context, type InputPath, InvalidInputError, type InstalledModule, type JsonObject, NotFoundError, type PlanDetails, Platform, Problems, readName, reject } from '@regulars/plugin-sdk';

export interface PlanInputs {
  readonly code: string;
  readonly name: string;
  readonly plugins: readonly string[];
  readonly limits: unknown;
}

const CODE = /^[A-Z][A-Z0-9_-]{1,39}$/;
const MAX_NAME = 200;
const MAX_LIMIT = 2_147_483_647;
const MAX_GRACE = 366; // days
const NO_PLAN = { en: 'There is no such plan.', 'zh-TW': '找不到此方案。' };

/** Names that no installed module declares are refused: a limit with a slip in its name would limit nothing. */
function readPlan(ctx: Context, input: PlanInputs, problems: Problems): PlanDetails {
  const installed = new Map(ctx.use(Platform).installed().map((module) => [module.id, module]));
  const name = readName(input.name, MAX_NAME, 'input.name', problems);
  return { code: input.code, name, plugins: readPlugins(installed, input.plugins, problems), limits: readLimits(installed, input.limits, problems) };
}

function readPlugins(installed: ReadonlyMap<string, InstalledModule>, plugins: readonly string[], problems: Problems): readonly string[] {
  for (const [index, id] of plugins.entries()) {
    const path = ['input', 'plugins', index];
    const module = installed.get(id);
    if (!module) problems.add(path, { en: 'No such plugin is installed.', 'zh-TW': '未安裝此外掛。' });
    else if (module.core) problems.add(path, { en: 'This is part of the core: every plan has it.', 'zh-TW': '此為核心功能,每個方案都包含。' });
    const missing = Object.keys(module?.requires ?? {}).filter((needed) => !installed.get(needed)?.core && !plugins.includes(needed));
    if (missing.length > 0) problems.add(path, { en: `It needs ${missing.join(', ')}, which the plan does not grant.`, 'zh-TW': `此外掛需要 ${missing.join('、')},但方案不含。` });
  }
  return [...new Set(plugins)];
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const isLimit = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_LIMIT;

function readLimits(installed: ReadonlyMap<string, InstalledModule>, limits: unknown, problems: Problems): PlanDetails['limits'] {
  const object = (value: unknown, path: InputPath): [string, unknown][] => {
    if (isObject(value)) return Object.entries(value);
    problems.add(path, { en: 'Give an object.', 'zh-TW': '請給物件。' });
    return [];
  };
  return Object.fromEntries(object(limits, 'input.limits').map(([id, ofModule]) => {
    const declared = installed.get(id)?.limits;
    if (!declared) problems.add(['input', 'limits', id], { en: 'No such plugin is installed.', 'zh-TW': '未安裝此外掛。' });
    const read = object(ofModule, ['input', 'limits', id]).map(([limit, value]) => {
      const path = ['input', 'limits', id, limit];
      if (declared && !Object.hasOwn(declared, limit)) problems.add(path, { en: `${id} declares no such limit.`, 'zh-TW': `${id} 沒有此上限。` });
      if (!isLimit(value)) problems.add(path, { en: `Give a whole number from 0 to ${MAX_LIMIT}.`, 'zh-TW': `請填 0 至 ${MAX_LIMIT} 的整數。` });
      return [limit, value as number] as const;
    });
    return [id, Object.fromEntries(read)] as const;
  }));
}

/** Answers its code. */
export async function createPlan(ctx: Context, input: PlanInputs): Promise<string> {
  const problems = new Problems();
  const plan = readPlan(ctx, input, problems);
  if (!CODE.test(plan.code)) problems.add('input.code', 'Give 2 to 40 capital letters, digits, dashes or underscores, and begin with a letter.');
  problems.throwIfAny();
  if (!(await ctx.use(Platform).createPlan(plan))) reject(new InvalidInputError('Another plan has this code.', 'input.code'));
  return plan.code;
}

/** Every brand on the plan has what it grants now, at once. Answers its code. */
export async function updatePlan(ctx: Context, code: string, input: PlanInputs): Promise<string> {
  const problems = new Problems();
  const plan = readPlan(ctx, input, problems);
  if (plan.code !== code) problems.add('input.code', { en: 'A plan keeps its code.', 'zh-TW': '方案代碼不可變更。' });
  problems.throwIfAny();
  if (!(await ctx.use(Platform).updatePlan(plan))) reject(new NotFoundError(NO_PLAN, 'code', code));
  return code;
}

/** Nothing is deleted: what is over a limit stays, and what the plan does not grant can still be read. */
export async function changePlan(ctx: Context, brandId: string | null, planCode: string, graceDays: number): Promise<boolean> {
  const problems = new Problems();
  if (graceDays < 0 || graceDays > MAX_GRACE) problems.add('graceDays', { en: `Give 0 to ${MAX_GRACE} days.`, 'zh-TW': `請填 0 至 ${MAX_GRACE} 天。` });
  problems.throwIfAny();
  if (!(await ctx.use(Platform).plan(planCode))) reject(new NotFoundError(NO_PLAN, 'planCode', planCode));
  return brandId !== null && (await ctx.use(Platform).changePlan(brandId, planCode, graceDays));
}
