import { CodeSenders, definePlugin, extend, type SentCode } from '@regulars/plugin-sdk';
import { type Data, TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { idToken } from './id-provider';

type PlatformRuntime = TestPlatform['runtime'];

export const REQUEST = `mutation ($phone: String!, $language: String) { memberSignInCodeRequest(phone: $phone, language: $language) {
  resendAfterSeconds expiresInSeconds userErrors { code path ... on RateLimitedError { retryAfterSeconds } } } }`;
export const VERIFY = `mutation ($phone: String!, $code: String!, $join: MemberSelfJoinInput) { memberSignInCodeVerify(phone: $phone, code: $code, join: $join) {
  accessToken refreshToken expiresAt created me { id number status name phone phoneVerifiedAt language consents { purpose channel granted source } }
  userErrors { code path ... on SignInCodeInvalidError { triesLeft } } } }`;
const OIDC = 'mutation ($idToken: String!, $join: MemberSelfJoinInput) { memberSignInOidc(idToken: $idToken, join: $join) { accessToken refreshToken me { id } userErrors { code path } } }';
export const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { created member { id status } userErrors { code message } } }';

/** Who signed in. */
export interface Somebody {
  readonly caller: TestCaller;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Public. */
  readonly id: string;
}

/** Takes every code, as an SMS provider would. */
export function postOffice() {
  const sent: SentCode[] = [];
  const plugin = definePlugin({
    id: 'post', version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' },
    extensions: [extend(CodeSenders, { send: async (_, code) => sent.push(code) > 0 })],
  });
  return { plugin, sent };
}

/** A front-end's visitors: before and after they sign in. */
export class Visitor {
  constructor(private readonly platform: TestPlatform, private readonly shop: TestShop, private readonly sent: SentCode[]) {}

  /** With no more than the brand's publishable key. */
  nobody(runtime: PlatformRuntime = this.platform.runtime): TestCaller {
    return this.shop.as({ audience: 'member', kind: 'anonymous', name: 'page' }).via(runtime);
  }

  /** Asks for a code, and answers the one that came. */
  async codeFor(phone: string): Promise<string> {
    await this.nobody().ok(REQUEST, { phone });
    await this.platform.drain();
    const code = this.sent.at(-1)?.code;
    if (code === undefined) throw new Error(`No code came for ${phone}`);
    return code;
  }

  async verify(phone: string, code: string, join?: object, caller = this.nobody()): Promise<Data> {
    return (await caller.run(VERIFY, { phone, code, join })).data.memberSignInCodeVerify;
  }

  /** Signs in, or joins, through a code. */
  async signIn(phone: string, join?: object): Promise<Data> {
    return this.verify(phone, await this.codeFor(phone), join);
  }

  /** Whoever holds an access token; null when it holds nothing any more. */
  async holder(accessToken: string, runtime: PlatformRuntime = this.platform.runtime): Promise<TestCaller | null> {
    const scope = await runtime.authenticate(accessToken, 'member');
    return scope && new TestCaller(runtime, scope);
  }

  /** The same for one who was sent another within the minute. */
  async codeAgain(phone: string): Promise<string> {
    await this.platform.owner.query('DELETE FROM platform.attempts');
    return this.codeFor(phone);
  }

  async member(phone: string, join: object = {}): Promise<Somebody> {
    return this.somebody(await this.signIn(phone, join));
  }

  /** Signs in, or joins, by the brand's own provider. */
  async byProvider(sub: string, join: object = {}): Promise<Somebody> {
    return this.somebody(await this.nobody().one(OIDC, { idToken: idToken({ sub }), join }));
  }

  private async somebody({ accessToken, refreshToken, me }: Data): Promise<Somebody> {
    const caller = await this.holder(accessToken);
    if (!caller) throw new Error('The access token is of no use');
    return { caller, accessToken, refreshToken, id: me.id };
  }
}

/** A code that is not `code`. */
export const otherCode = (code: string, offset = 1): string => String((Number(code) + offset) % 1_000_000).padStart(6, '0');
