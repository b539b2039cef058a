import { type Context, InvalidInputError, newUuid, NotFoundError, Problems, readId } from '@regulars/plugin-sdk';
import { insertJob } from '../../data/job.statements';
import { FILE_PREFIX, filesByIds } from '../files';
import { type ImportKind, ImportKinds } from '../import-kind';
import { isDateFormat } from './dates';
import { fieldNamed, type Mapping } from './layout';
import type { ImportRequest } from './request';
import { ImportTask } from './run';

export interface NewImport {
  readonly kind: string;
  /** Public id. */
  readonly file: string;
  readonly mapping?: readonly Mapping[] | null;
  readonly dryRun: boolean;
  readonly onExisting: ImportRequest['onExisting'];
  readonly encoding: ImportRequest['encoding'];
  readonly dateFormat?: string | null;
  readonly source?: string | null;
}

const DEFAULT_SOURCE = 'import';
const SOURCE = /^\S(.{0,62}\S)?$/u;

/** Queues an import and answers its job's uuid. What only the file itself can tell, the job says later. */
export async function createImport(ctx: Context, input: NewImport): Promise<string> {
  const problems = new Problems();
  const fileId = readId(FILE_PREFIX, input.file);
  const [file] = fileId === null ? [] : await filesByIds(ctx, [fileId]);
  if (!file) problems.push(new NotFoundError({ en: 'There is no such file. Files are kept for 7 days.', 'zh-TW': '找不到此檔案。檔案保留 7 天。' }, 'input.file', input.file));
  const kind = kindAsked(ctx, input.kind, problems);
  if (kind) checkMapping(kind, input.mapping ?? [], problems);
  if (input.dateFormat != null && !isDateFormat(input.dateFormat)) problems.add('input.dateFormat', { en: 'Write it with YYYY, MM and DD, such as DD/MM/YYYY.', 'zh-TW': '請以 YYYY、MM、DD 表示,例如 DD/MM/YYYY。' });
  const source = input.source ?? DEFAULT_SOURCE;
  if (!SOURCE.test(source)) problems.add('input.source', { en: 'Give 1 to 64 characters.', 'zh-TW': '請填 1 至 64 個字元。' });
  problems.throwIfAny();

  const request = { mapping: input.mapping ?? [], encoding: input.encoding, onExisting: input.onExisting, source, dateFormat: input.dateFormat ?? null };
  const jobId = newUuid();
  await Promise.all([
    ctx.sql(insertJob(jobId, input.kind, fileId as string, input.dryRun, JSON.stringify(request), null)),
    ctx.enqueue(ImportTask, { jobId }),
  ]);
  return jobId;
}

function kindAsked(ctx: Context, name: string, problems: Problems): ImportKind | null {
  const offered = ctx.extensions(ImportKinds);
  if (ctx.actor.storeIds !== null) {
    problems.add('input.kind', { en: 'A file is about every store: your rights are limited to some.', 'zh-TW': '匯入涉及所有門市,您的權限僅限部分門市。' });
    return null;
  }
  const kind = offered.find((one) => one.kind === name);
  if (kind && ctx.can(kind.permission)) return kind;
  const names = offered.filter((one) => ctx.can(one.permission)).map((one) => one.kind).sort();
  problems.add('input.kind', { en: `What can be imported: ${names.join(', ')}.`, 'zh-TW': `可匯入:${names.join('、')}。` });
  return null;
}

function checkMapping(kind: ImportKind, mapping: readonly Mapping[], problems: Problems): void {
  const seen = new Set<string>();
  for (const [index, { column, field }] of mapping.entries()) {
    const known = fieldNamed(field, kind.fields);
    const path = ['input', 'mapping', index, 'field'];
    if (column.trim() === '') problems.add(['input', 'mapping', index, 'column'], { en: 'Name a column.', 'zh-TW': '請填欄位名稱。' });
    if (known === null) problems.push(new InvalidInputError({ en: `${kind.kind} have no field ${field}.`, 'zh-TW': `${kind.kind} 沒有欄位 ${field}。` }, path));
    else if (seen.has(known)) problems.add(path, { en: `${field} is mapped twice.`, 'zh-TW': `${field} 重複對應。` });
    if (known !== null) seen.add(known);
  }
}
