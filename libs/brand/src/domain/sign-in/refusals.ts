import { InvalidInputError, reject } from '@regulars/plugin-sdk';
import { SignInFailedError, StaffCodeInvalidError, StaffTotpRequiredError } from '../../errors';
import { PASSWORD_RULE } from './passwords';

export const failed = (path: string, retryAfterSeconds?: number): SignInFailedError =>
  new SignInFailedError(
    retryAfterSeconds === undefined
      ? { en: 'Address and password do not belong together, or the code is wrong.', 'zh-TW': '帳號、密碼或驗證碼不正確。' }
      : { en: `Too many tries: wait ${retryAfterSeconds} seconds.`, 'zh-TW': `嘗試次數過多,請於 ${retryAfterSeconds} 秒後再試。` },
    path,
    retryAfterSeconds,
  );

export const askForTotp = (path: string): never =>
  reject(new StaffTotpRequiredError({ en: 'Give a code of your authenticator, or a recovery code.', 'zh-TW': '請輸入驗證器的驗證碼或備用碼。' }, path));

export const codeInvalid = (path: string): never =>
  reject(new StaffCodeInvalidError({ en: 'This code is not good, or not any more: ask for another one.', 'zh-TW': '代碼無效或已失效,請重新索取。' }, path));

export const unfitPassword = (path: string): never => reject(new InvalidInputError(PASSWORD_RULE, path));
