import { Stores } from '@regulars/brand/contract';
import { type Context, type Text, textIn } from '@regulars/plugin-sdk';
import type { StampRuleTerms } from '../data/program-terms';
import { tasksOf } from '../domain/fold/tasks';
import type { ProgramVersion } from '../domain/program';
import type { DoneStep } from './stamp-card.loaders';
import { MissionStep } from './stamp-card.type';

/** A mission's steps, with what is done of them. */
export async function missionSteps(ctx: Context, version: ProgramVersion, done: ReadonlyMap<number, DoneStep>): Promise<MissionStep[]> {
  const tasks = tasksOf(version);
  const codes = [...new Set(tasks.flatMap(({ rule }) => rule.storeCodes ?? []))];
  const stores = codes.length === 0 ? new Map<string, { readonly name: string }>() : await ctx.use(Stores).byCode(codes);
  return tasks.map(({ index, rule }) => Object.assign(Object.create(MissionStep.prototype) as MissionStep, {
    step: rule.step ?? '', stage: rule.stage ?? 1, title: textIn(titleOf(rule, (code) => stores.get(code)?.name ?? code), ctx.language),
    doneAt: done.get(index)?.at ?? null, orderUuid: done.get(index)?.orderId ?? null,
  }));
}

function titleOf({ storeCodes, sku, category, event, step }: StampRuleTerms, storeName: (code: string) => string): Text {
  const items = [...(sku ?? []), ...(category ?? [])].join(', ');
  const stores = (storeCodes ?? []).map(storeName).join(', ');
  if (stores !== '' && items !== '') return { en: `${items} at ${stores}`, 'zh-TW': `於${stores}購買 ${items}` };
  if (stores !== '') return { en: `A visit to ${stores}`, 'zh-TW': `造訪${stores}` };
  return items === '' ? (step ?? event ?? '') : { en: `Buy ${items}`, 'zh-TW': `購買 ${items}` };
}
