import { GraphQLError } from 'graphql';
import { type Text, textIn } from './errors';

/** What somebody is told whose roles hold a permission that waits for a second factor. */
export const SECOND_FACTOR_TEXT: Text = {
  en: 'Turn on two-step sign-in first: staffTotpEnrol, then staffTotpConfirm. Who signs in by an identity provider shows a second factor there.',
  'zh-TW': '請先啟用兩步驟驗證:staffTotpEnrol、staffTotpConfirm。以身分提供者登入者,請於該處使用第二因素登入。',
};

/** Refuses what the caller's roles allow, but only to who signed in with a second factor. */
export const secondFactorRequired = (permissions: readonly string[], language: string): GraphQLError =>
  new GraphQLError(textIn(SECOND_FACTOR_TEXT, language), { extensions: { code: 'SECOND_FACTOR_REQUIRED', requiredScopes: permissions } });
