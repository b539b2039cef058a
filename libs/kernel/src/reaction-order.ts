import type { Reaction } from '@regulars/plugin-sdk';
import { type Owned, qualified } from './registry';

type OwnedReaction = Owned<Reaction>;

/** Runs all at once, but each behind those it names in `after`. Ends when all have: nothing of theirs follows a failure. */
export async function inTheirOrder(reactions: readonly OwnedReaction[], run: (owned: OwnedReaction) => Promise<void>): Promise<void> {
  const started = new Map<string, Promise<void>>();
  const start = (owned: OwnedReaction): Promise<void> => {
    const id = qualified(owned);
    let running = started.get(id);
    if (!running) {
      const before = reactions.filter((other) => owned.value.after.includes(qualified(other)));
      running = before.length > 0 ? Promise.all(before.map(start)).then(() => run(owned)) : run(owned);
      started.set(id, running);
    }
    return running;
  };
  const running = reactions.map(start);
  try {
    await Promise.all(running);
  } catch (error) {
    await Promise.allSettled(running);
    throw error;
  }
}
