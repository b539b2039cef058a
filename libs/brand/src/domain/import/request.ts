import type { ImportOptions } from '../import-kind';
import type { ImportEncoding } from './decoder';
import type { Mapping } from './layout';

/** What `importCreate` was asked, as the job keeps it. */
export interface ImportRequest {
  readonly mapping: readonly Mapping[];
  readonly encoding: ImportEncoding;
  readonly onExisting: ImportOptions['onExisting'];
  readonly source: string;
  readonly dateFormat: string | null;
}
