import type { Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'brand.stage',
    description: 'An import that has ended, and only that, leaves nothing staged.',
    violations: `
      SELECT staged.job_id::text AS subject, 'rows of its file are still staged' AS problem
      FROM (SELECT DISTINCT job_id FROM brand.import_piece) AS staged LEFT JOIN brand.job ON job.id = staged.job_id
      WHERE job.id IS NULL OR job.finished_at IS NOT NULL`,
  },
];
