import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { modules } from '@regulars/gateway/installation';
import { type Context, MemberKeys } from '@regulars/plugin-sdk';
import { TestPlatform, TestShop } from '@regulars/testing';
import { replaceSealed } from '../../../libs/member/src/data/identity.statements';
import { readIdentities } from '../../../libs/member/src/domain/identities';
import { fillAudience, numbersTo, reasonOf } from '../../broadcast/audience';
import type { Bench } from '../bench';
import type { BareLoad } from '../load/bare-line';
import type { Heard, LineAccount, LineRequest } from '../load/line';
import { type Contender, interleave, type Measured, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { type Api, createBrand } from '../shop/api';
import type { Installation } from '../shop/installation';

const MEMBERS = 20_000;
const REACHED = numbersTo(MEMBERS).filter((number) => reasonOf(number) === null).length;
const AT_ONCE = 2_000; // members
const LOOK_EVERY = 100; // ms
const LATEST = 300_000; // ms

const SETTINGS = { quietHours: null, perDay: 100, perWeek: 500 };
const CONNECT = 'mutation ($credentials: JSON!) { messageChannelConnect(channel: "LINE", credentials: $credentials) { userErrors { code } } }';
const TEMPLATE = 'mutation ($input: MessageTemplateInput!) { messageTemplateCreate(input: $input) { template { id } } }';
const CREATE = 'mutation ($input: MessageBroadcastInput!, $key: String!) { messageBroadcastCreate(input: $input, idempotencyKey: $key) { broadcast { id } } }';
const SCHEDULE = 'mutation ($id: ID!) { messageBroadcastSchedule(id: $id) { userErrors { code } } }';

/** Who sends, and who takes it. */
interface Parts {
  readonly staff: Api;
  readonly worker: Peer;
  readonly line: Peer;
  readonly bare: Peer;
  readonly account: LineAccount;
}

/** (o) Broadcasts by LINE from a worker of their own, against what the fake of LINE takes of the same requests alone. */
export async function lineBroadcasts(bench: Bench): Promise<readonly Finding[]> {
  const installation = await bench.install('broadcasts', false);
  const { staff, uuid } = await createBrand(installation, 'broadcasts');
  const [line, bare] = [bench.peer('load/line.ts'), bench.peer('load/bare-line.ts')];
  const account = await line.ask<LineAccount>('open');
  const { channelAccessToken, channelSecret } = account;
  await staff.run('mutation { pluginEnable(id: "messaging") { userErrors { code } } }');
  await staff.run('mutation ($settings: JSON!) { pluginConfigure(id: "messaging", settings: $settings) { userErrors { code } } }', { settings: SETTINGS });
  await staff.run(CONNECT, { credentials: { channelAccessToken, channelSecret } });
  await fill(installation, uuid);
  const worker = bench.peer('process/worker.ts', { environment: { REGULARS_MESSAGE_PROVIDERS: JSON.stringify({ line: account.url }), REGULARS_PUBLIC_URL: 'https://shop.example' } });
  await worker.ask('start', installation.setup);
  const parts = { staff, worker, line, bare, account };
  return [
    await compare(bench, parts, { form: 'one text', file: 'o-one-text', text: 'Tea is half the price today.' }),
    await compare(bench, parts, { form: 'a text for each', file: 'o-text-for-each', text: 'Tea is half the price today, {{ member.name }}.' }),
  ];
}

async function fill({ ownerUrl, setup: { appUrl, relayUrl } }: Installation, brand: string): Promise<void> {
  const platform = new TestPlatform({ name: 'broadcasts', ownerUrl, appUrl, relayUrl, drop: () => Promise.resolve() }, modules, {});
  const shop = new TestShop(platform, brand);
  await fillAudience(shop, MEMBERS);
  await platform.owner.query(`UPDATE member.member SET name = 'Member ' || number, name_key = 'member ' || lower(number) WHERE brand_id = $1`, [brand]);
  const ids = (await platform.rows<{ id: string }>('SELECT id FROM member.member WHERE brand_id = $1', [brand])).map(({ id }) => id);
  for (let from = 0; from < ids.length; from += AT_ONCE) await shop.context((ctx) => sealUnderOwnKeys(ctx, ids.slice(from, from + AT_ONCE)));
  await platform.owner.query('ANALYZE member.member, member.identity, platform.member_key');
  await platform.stop();
}

/** As everybody's identities are. */
async function sealUnderOwnKeys(ctx: Context, memberIds: readonly string[]): Promise<void> {
  const keys = ctx.use(MemberKeys);
  const identities = await readIdentities(ctx, memberIds);
  await keys.ready(memberIds);
  const sealed = identities.map(({ id, memberId, value }) => keys.seal({ memberId, plain: value, place: { table: 'member.identity', column: 'value_sealed', row: id } }));
  await ctx.sql(replaceSealed(identities.map(({ id }) => id), sealed));
}

interface Form {
  readonly form: string;
  /** Of a profile. */
  readonly file: string;
  readonly text: string;
}

async function compare(bench: Bench, parts: Parts, { form, file, text }: Form): Promise<Finding> {
  const broadcasts = await Broadcasts.of(parts, form, text);
  const alone = new Alone('the fake alone, the same requests', parts, broadcasts);
  const measured = await bench.profiled(parts.worker, file, () => interleave([broadcasts, alone], bench.options));
  const [whole, limit] = measured as [Measured, Measured];
  const sending: Measured = { name: 'from the first request to the last', figures: broadcasts.rates };
  return {
    title: `(o) a broadcast by LINE to ${MEMBERS.toLocaleString('en')} members, ${form}`, unit: 'messages a second', measured: [whole, sending, limit],
    ratios: [
      { name: `(o) ${form}: broadcast / the fake alone`, byRound: ratios(whole, limit), aim: null },
      { name: `(o) ${form}: while it sends / the fake alone`, byRound: ratios(sending, limit), aim: null },
    ],
    notes: [`one worker, ${broadcasts.requests.length} requests; the ${REACHED.toLocaleString('en')} who can be reached got it once, nobody else did`],
  };
}

/** From being scheduled until it says that it is done. */
class Broadcasts implements Contender {
  /** Messages a second between the first request and the last, by round. */
  readonly rates: number[] = [];
  /** What LINE was asked in the last round. */
  requests: readonly LineRequest[] = [];
  readonly name = 'from its schedule until it is done';

  private constructor(private readonly parts: Parts, private readonly input: object) {}

  static async of(parts: Parts, name: string, text: string): Promise<Broadcasts> {
    const contents = [{ channel: 'LINE', language: 'en', parts: [{ name: 'text', text }] }];
    const { messageTemplateCreate } = await parts.staff.run<{ messageTemplateCreate: { template: { id: string } } }>(TEMPLATE, { input: { name, purpose: 'MARKETING', defaultLanguage: 'en', contents } });
    return new Broadcasts(parts, { name, templateId: messageTemplateCreate.template.id, channel: 'LINE' });
  }

  async run(_milliseconds: number, round: number): Promise<number> {
    const { staff, line } = this.parts;
    const { messageBroadcastCreate } = await staff.run<{ messageBroadcastCreate: { broadcast: { id: string } } }>(CREATE, { input: this.input, key: randomUUID() });
    await line.ask('begin');
    const began = performance.now();
    await staff.run(SCHEDULE, { id: messageBroadcastCreate.broadcast.id });
    await this.waitFor(messageBroadcastCreate.broadcast.id);
    const seconds = (performance.now() - began) / 1_000;
    const heard = await line.ask<Heard>('heard');
    if (heard.messages !== REACHED || heard.people !== REACHED) throw new Error(`LINE got ${heard.messages} messages to ${heard.people} people instead of ${REACHED}`);
    this.requests = await line.ask<LineRequest[]>('asked');
    if (round >= 0) this.rates.push(heard.later / heard.seconds);
    return REACHED / seconds;
  }

  private async waitFor(id: string): Promise<void> {
    for (const until = performance.now() + LATEST; performance.now() < until; await sleep(LOOK_EVERY)) {
      const { messageBroadcast } = await this.parts.staff.run<{ messageBroadcast: { state: string } }>('query ($id: ID!) { messageBroadcast(id: $id) { state } }', { id });
      if (messageBroadcast.state === 'DONE') return;
    }
    throw new Error(`A broadcast was not done after ${LATEST / 1_000} s`);
  }
}

/** What a round of a broadcast asked, over and over. */
class Alone implements Contender {
  constructor(readonly name: string, private readonly parts: Parts, private readonly broadcasts: Broadcasts) {}

  async run(milliseconds: number): Promise<number> {
    const { line, bare, account } = this.parts;
    await bare.ask('load', { account, requests: this.broadcasts.requests } satisfies BareLoad);
    let [messages, seconds] = [0, 0];
    while (seconds * 1_000 < milliseconds) {
      await line.ask('begin');
      seconds += await bare.ask<number>('send');
      messages += (await line.ask<Heard>('heard')).messages;
    }
    return messages / seconds;
  }
}
