import { type CipherPlace, type Context, defineTask, InvalidInputError, newUuid, PersonalData, reject } from '@regulars/plugin-sdk';
import type { OutgoingMessage } from '../channels/channel';
import { insertTestIntoOutbox } from '../data/send.statements';
import { MessageAddressInvalidError } from '../errors';
import { accountOf } from './accounts';
import { driverNamed, driverOf } from './channels';
import { previewOf } from './preview';
import { beforeDeadline } from './provider-deadline';
import { sealForOutbox } from './settle';
import { templateNamed } from './templates';
import { say } from './texts';

export interface TestDraft {
  readonly templateId: string;
  readonly channel: string;
  readonly language?: string | null;
  /** As the channel writes addresses. */
  readonly to: string;
}

export interface Waiting {
  readonly id: string;
  readonly channel: string;
  /** An `OutgoingMessage`, sealed, in hex: an address is nobody's to read in a queue. */
  readonly sealed: string;
}

const placeOf = (row: string): CipherPlace => ({ table: 'messaging.test', column: 'sealed', row });

/** Sends a template, with samples in the place of variables, to an address of the caller's choice. It is nobody's message, and counts nowhere. */
export async function sendTest(ctx: Context, draft: TestDraft): Promise<{ readonly inOutbox: boolean }> {
  const template = await templateNamed(ctx, draft.templateId, 'input.templateId');
  const driver = driverNamed(ctx, draft.channel, 'input.channel');
  const preview = previewOf(ctx, template.terms, driver.code, draft.language ?? null);
  const to = driver.readAddress(draft.to);
  if (!preview) return reject(new InvalidInputError(say.silent, 'input.channel'));
  if (to === null) return reject(new MessageAddressInvalidError('input.to'));
  const id = newUuid();
  const message: OutgoingMessage = { id, to, content: preview.content, purpose: 'SERVICE', language: preview.language, unsubscribeUrl: null };
  if ((await accountOf(ctx, driver.code)) === null) {
    await ctx.sql(insertTestIntoOutbox(id, driver.code, sealForOutbox(ctx, id, { message })));
    return { inOutbox: true };
  }
  await ctx.enqueue(testTask, { id, channel: driver.code, sealed: ctx.use(PersonalData).seal(JSON.stringify(message), placeOf(id)).toString('hex') });
  return { inOutbox: false };
}

/** Once: who tests can test again. */
export const testTask = defineTask<Waiting>('messaging.test', async (work, { id, channel, sealed }) => {
  const ready = await work.transaction(async (ctx) => {
    const [driver, account] = [driverOf(ctx, channel), await accountOf(ctx, channel)];
    return driver && account ? { driver, account, message: JSON.parse(ctx.use(PersonalData).open(Buffer.from(sealed, 'hex'), placeOf(id))) as OutgoingMessage } : null;
  });
  if (!ready) return;
  const { driver, account, message } = ready;
  await beforeDeadline(work, (signal) => driver.send({ ...account, signal }, { key: id, messages: [message] })).catch(() => undefined);
});
