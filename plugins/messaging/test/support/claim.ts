import { newUuid } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import type { ChannelDriver } from '../../src/channels/channel';
import { claimBatches } from '../../src/domain/claim';
import type { ClaimedBatch } from '../../src/domain/claimed-batch';
import { beginTurn, endTurn } from '../../src/domain/turn';

/** What leaves next, claimed by a run that is heard of no more. */
export async function claimAndVanish(shop: TestShop, driver: ChannelDriver): Promise<ClaimedBatch> {
  const [run, turn] = [newUuid(), newUuid()];
  const claim = await shop.context(async (ctx) => {
    await beginTurn(ctx, driver.code, run, turn);
    return claimBatches(ctx, driver, turn, [], 1);
  });
  const [batch] = claim.is === 'batches' ? claim.batches : [];
  if (!batch) throw new Error(`Nothing was claimed: ${claim.is}`);
  await shop.context((ctx) => endTurn(ctx, driver.code, turn));
  return batch;
}
