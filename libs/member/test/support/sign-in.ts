import { CodeSenders, definePlugin, extend, type SentCode } from '@regulars/plugin-sdk';
import { type Data, TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';

type PlatformRuntime = TestPlatform['runtime'];

export const REQUEST = `mutation ($phone: String!, $language: String) { memberSignInCodeRequest(phone: $phone, language: $language) {
  resendAfterSeconds expiresInSeconds userErrors { code path ... on RateLimitedError { retryAfterSeconds } } } }`;
export const VERIFY = `mutation ($phone: String!, $code: String!, $join: MemberSelfJoinInput) { memberSignInCodeVerify(phone: $phone, code: $code, join: $join) {
  accessToken refreshToken expiresAt created me { id number status name phone phoneVerifiedAt language consents { purpose channel granted source } }
  userErrors { code path ... on SignInCodeInvalidError { triesLeft } } } }`;
export const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { created member { id status } userErrors { code message } } }';

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

  async member(phone: string, join: object = {}): Promise<{ caller: TestCaller; accessToken: string; refreshToken: string; id: string }> {
    const { accessToken, refreshToken, me } = await this.signIn(phone, join);
    const caller = await this.holder(accessToken);
    if (!caller) throw new Error(`${phone} did not sign in`);
    return { caller, accessToken, refreshToken, id: me.id };
  }
}

/** A code that is not `code`. */
export const otherCode = (code: string, offset = 1): string => String((Number(code) + offset) % 1_000_000).padStart(6, '0');
