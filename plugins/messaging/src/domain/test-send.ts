import { type CipherPlace, type Context, defineTask, InvalidInputError, newUuid, PersonalData, reject } from '@regulars/plugin-sdk';
import type { OutgoingMessage, SendOutcome } from '../channels/channel';
import { insertTestIntoOutbox } from '../data/send.statements';
import { insertTest, settleTest, takeTest } from '../data/test.statements';
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

export interface TestSent {
  readonly testId: string;
  readonly inOutbox: boolean;
}

/** Sends a template, with samples in the place of variables, to an address of the caller's choice. It is nobody's message, and counts nowhere. */
export async function sendTest(ctx: Context, draft: TestDraft): Promise<TestSent> {
  const template = await templateNamed(ctx, draft.templateId, 'input.templateId');
  const driver = driverNamed(ctx, draft.channel, 'input.channel');
  const preview = previewOf(ctx, template.terms, driver.code, draft.language ?? null);
  const to = driver.readAddress(draft.to);
  if (!preview) return reject(new InvalidInputError(say.silent, 'input.channel'));
  if (to === null) return reject(new MessageAddressInvalidError('input.to'));
  const id = newUuid();
  const message: OutgoingMessage = { id, to, content: preview.content, purpose: 'SERVICE', language: preview.language, unsubscribeUrl: null };
  if ((await accountOf(ctx, driver.code)) === null) {
    await Promise.all([ctx.sql(insertTest(id, driver.code, 'SENT')), ctx.sql(insertTestIntoOutbox(id, driver.code, sealForOutbox(ctx, id, { message })))]);
    return { testId: id, inOutbox: true };
  }
  await ctx.sql(insertTest(id, driver.code, 'QUEUED'));
  await ctx.enqueue(testTask, { id, channel: driver.code, sealed: ctx.use(PersonalData).seal(JSON.stringify(message), placeOf(id)).toString('hex') });
  return { testId: id, inOutbox: false };
}

/** Once: who tests can test again. */
export const testTask = defineTask<Waiting>('messaging.test', async (work, waiting) => {
  const ready = await work.transaction((ctx) => take(ctx, waiting));
  if (!ready) return;
  const { driver, account, message } = ready;
  const outcomes = await beforeDeadline(work, (signal) => driver.send({ ...account, signal }, { key: waiting.id, messages: [message] })).catch(() => []);
  const [state, reason] = resultOf(outcomes[0]);
  await work.conclude((ctx) => ctx.sql(settleTest(waiting.id, state, reason)));
});

async function take(ctx: Context, { id, channel, sealed }: Waiting) {
  const [taken] = await ctx.sql(takeTest(id, channel));
  // Its worker was gone while the provider was asked.
  if (!taken) return void (await ctx.sql(settleTest(id, 'FAILED', 'UNCERTAIN')));
  const [driver, account] = [driverOf(ctx, channel), await accountOf(ctx, channel)];
  if (!driver || !account) return void (await ctx.sql(settleTest(id, 'FAILED', 'NO_CHANNEL')));
  return { driver, account, message: JSON.parse(ctx.use(PersonalData).open(Buffer.from(sealed, 'hex'), placeOf(id))) as OutgoingMessage };
}

function resultOf(outcome: SendOutcome = { outcome: 'UNCERTAIN' }): readonly [state: 'SENT' | 'FAILED', reason: string | null] {
  if (outcome.outcome === 'SENT') return ['SENT', null];
  return ['FAILED', outcome.outcome === 'UNCERTAIN' ? 'UNCERTAIN' : outcome.reason];
}
