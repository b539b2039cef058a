import { type RewardKindOf, RewardKinds } from '@regulars/member/contract';
import { definePlugin, extend, type PluginDefinition } from '@regulars/plugin-sdk';
import { z } from 'zod';

/** A module with a reward that, once it was used, cannot be taken back. */
export class Mugs {
  /** Keys of receipts. */
  readonly used = new Set<string>();
  readonly given: string[] = [];
  readonly module: PluginDefinition;

  constructor() {
    const mug: RewardKindOf<{ colour: string }> = {
      kind: 'mug', spec: z.strictObject({ colour: z.string() }), describe: () => 'A mug',
      grant: (_, grants) => Promise.resolve(grants.map(({ receiptId }) => (this.given.push(receiptId), { receiptKey: receiptId }))),
      revoke: (_, receipts) => Promise.resolve(receipts.forEach(({ receiptKey }) => this.given.splice(this.given.indexOf(receiptKey), 1))),
      used: (_, receipts) => Promise.resolve(receipts.filter(({ receiptKey }) => this.used.has(receiptKey)).map(({ id }) => id)),
    };
    this.module = definePlugin({ id: 'mugs', nouns: ['Mug'], version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' }, extensions: [extend(RewardKinds, mug)] });
  }

  forget(): void {
    this.used.clear();
    this.given.length = 0;
  }
}
