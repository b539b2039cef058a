import type { Runtime } from '../runtime';
import { describeFault } from '../worker/faults';
import { Loop } from '../worker/loop';
import { AnchorFile } from './anchors';
import { sealAll } from './seal';

const SEAL_MS = 1_000;
const ANCHOR_MS = 60 * 60_000;

export interface Sealer {
  readonly loops: readonly Loop[];
  /** Writes down the ends of the chains once more. */
  end(): Promise<void>;
}

/** Seals what was written, each second, and writes the ends of the chains down each hour, where a file is given. */
export function createSealer(runtime: Runtime, anchorFile?: string): Sealer {
  const { logger } = runtime;
  const anchors = anchorFile === undefined ? null : new AnchorFile(anchorFile);
  const sealing = new Loop('sealer', () => sealAll(runtime).then(() => false), { idleMs: SEAL_MS, logger });
  const anchoring = new Loop('anchors', () => Promise.resolve(anchors?.anchor(runtime)).then(() => false), { idleMs: ANCHOR_MS, logger });
  return {
    loops: [sealing, anchoring],
    async end() {
      await anchors?.anchor(runtime).catch((error: unknown) => logger.warn({ fault: describeFault(error) }, 'the ends of the chains could not be written down'));
    },
  };
}
