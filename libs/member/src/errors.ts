import { type InputPath, type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import { IdentityKind } from './enums';

const NAMES: Readonly<Partial<Record<IdentityKind, Text & object>>> = {
  PHONE: { en: 'phone number', 'zh-TW': '手機號碼' },
  EMAIL: { en: 'e-mail address', 'zh-TW': '電子郵件' },
  LINE: { en: 'LINE account', 'zh-TW': 'LINE 帳號' },
  CARD: { en: 'card', 'zh-TW': '會員卡' },
  EXTERNAL: { en: 'external id', 'zh-TW': '外部編號' },
};

const taken = (kind: IdentityKind): Text => {
  const name = NAMES[kind] ?? { en: 'identity', 'zh-TW': '識別資料' };
  return { en: `Another member has this ${name.en}.`, 'zh-TW': `此${name['zh-TW'] ?? name.en}已屬於其他會員。` };
};

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It identifies another member of the brand.' })
export class IdentityTakenError extends UserError {
  @Field(() => IdentityKind)
  kind: IdentityKind;

  constructor(kind: IdentityKind, path?: InputPath) {
    super(taken(kind), path);
    this.kind = kind;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Wrong, used or expired: one answer. `triesLeft` 0 means: ask for a new code.' })
export class SignInCodeInvalidError extends UserError {
  @Field(() => Int)
  triesLeft: number;

  constructor(triesLeft: number, path?: InputPath) {
    super({ en: 'The code is not valid.', 'zh-TW': '驗證碼無效。' }, path);
    this.triesLeft = triesLeft;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It was asked for too often.' })
export class RateLimitedError extends UserError {
  @Field(() => Int)
  retryAfterSeconds: number;

  constructor(retryAfterSeconds: number, path?: InputPath) {
    super({ en: `Try again in ${retryAfterSeconds} seconds.`, 'zh-TW': `請於 ${retryAfterSeconds} 秒後再試。` }, path);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Something of the member is still open that has to end first.' })
export class MemberErasureBlockedError extends UserError {
  @Field(() => [String], { description: 'e.g. OPEN_HOLD.' })
  reasons: readonly string[];

  constructor(reasons: readonly string[], path?: InputPath) {
    super({ en: `Something is still open: ${reasons.join(', ')}.`, 'zh-TW': `尚有未完成的項目:${reasons.join('、')}。` }, path);
    this.reasons = reasons;
  }
}
