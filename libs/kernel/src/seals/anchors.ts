import { open, readFile } from 'node:fs/promises';
import type { Runtime } from '../runtime';

/** The end of a brand's chain as it was at a time: what comes before it cannot be changed without this telling. */
export interface Anchor {
  readonly brandId: string;
  readonly chain: string;
  readonly number: string;
  /** Hexadecimal. */
  readonly hash: string;
  readonly at: string;
}

/**
 * A file of anchors, one JSON a line, to which is only added. It must lie where nobody who may write to the database
 * can change it, or be copied there.
 */
export class AnchorFile {
  private readonly known = new Map<string, string>();

  constructor(private readonly path: string) {}

  /** Writes down every head that moved since this process last looked. Answers how many. */
  async anchor(runtime: Runtime): Promise<number> {
    const { rows } = await runtime.relay.query<Anchor>(
      `SELECT brand_id AS "brandId", chain, number::text AS number, encode(hash, 'hex') AS hash, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
         FROM platform.seal_head WHERE number > 0 ORDER BY brand_id, chain`,
    );
    const moved = rows.filter(({ brandId, chain, hash }) => this.known.get(`${brandId} ${chain}`) !== hash);
    if (moved.length === 0) return 0;
    const file = await open(this.path, 'a', 0o600);
    try {
      await file.appendFile(moved.map((anchor) => `${JSON.stringify(anchor)}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
    for (const { brandId, chain, hash } of moved) this.known.set(`${brandId} ${chain}`, hash);
    return moved.length;
  }
}

const isMissing = (error: unknown): boolean => (error as { code?: string }).code === 'ENOENT';

/** The anchors of one brand, oldest first; none when there is no file yet. A line that was cut off by a crash is passed over. */
export async function anchorsOf(path: string, brandId: string): Promise<readonly Anchor[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '';
    throw error;
  });
  return text.split('\n').filter((line) => line.includes(brandId) && line.endsWith('}')).map((line) => JSON.parse(line) as Anchor).filter((anchor) => anchor.brandId === brandId);
}
