import type { Text } from '@regulars/plugin-sdk';

const text = (en: string, zhTW: string): Text => ({ en, 'zh-TW': zhTW });

/** What the module says about inputs it refuses. */
export const say = {
  exactlyOneKey: text('Give exactly one way to name the member.', '請只提供一種會員識別方式。'),
  noSuchMember: text('There is no such member.', '查無此會員。'),
  noSuchStore: text('There is no such store.', '查無此門市。'),
  storeIsClosed: text('The store is closed.', '此門市已結束營業。'),
  malformed: {
    number: text('This is no member number.', '會員編號格式不正確。'),
    phone: text('This is no phone number.', '電話號碼格式不正確。'),
    email: text('This is no e-mail address.', '電子郵件格式不正確。'),
    cardNumber: text('This is no card number.', '卡號格式不正確。'),
    lineUserId: text('This is no LINE user id.', 'LINE 使用者編號格式不正確。'),
    externalId: text('An external id needs a source and an id of 1 to 255 characters.', '外部編號需要來源與編號(各 1 至 255 字元)。'),
  },
  nameTooLong: text('A name has at most 200 characters.', '姓名最多 200 個字元。'),
  notALanguage: text('This is no language tag such as zh-TW.', '語言代碼格式不正確,例如 zh-TW。'),
  birthDateOutOfRange: text('A birth date lies between 1900-01-01 and today.', '生日須介於 1900-01-01 與今天之間。'),
  birthDateLocked: text('The birth date was corrected once already and is locked.', '生日已更正過一次,不可再修改。'),
  attributesNoObject: text('Attributes are a JSON object of at most 16 kB.', '屬性須為不超過 16 kB 的 JSON 物件。'),
  notATag: text('A tag has 1 to 64 characters.', '標籤須為 1 至 64 個字元。'),
  tooManyTags: text('A member has at most 100 tags.', '每位會員最多 100 個標籤。'),
  addedAndRemoved: text('The tag is both added and removed.', '標籤不可同時新增與移除。'),
  notAChannel: text('A channel has 1 to 40 characters.', '管道須為 1 至 40 個字元。'),
  notACampaign: text('A campaign has 1 to 100 characters.', '活動名稱須為 1 至 100 個字元。'),
  nothingToKnowBy: text('Give a phone, an e-mail, a card number or an external id.', '請提供電話、電子郵件、卡號或外部編號。'),
  noSuchLink: text('There is no such recruitment link.', '查無此招募連結。'),
  linkIsClosed: text('The recruitment link is closed.', '此招募連結已關閉。'),
  notACode: text('A code has 2 to 32 letters, digits or hyphens.', '代碼須為 2 至 32 個英數字或連字號。'),
  codeTaken: text('Another link has this code.', '此代碼已被使用。'),
  notAUrl: text('The target is an http(s) address of at most 2,000 characters.', '目標須為不超過 2,000 字元的 http(s) 網址。'),
  notLiving: text('The member has left, was merged or was erased.', '此會員已退出、合併或刪除。'),
  notAGender: text('A gender is FEMALE, MALE, OTHER or UNKNOWN.', '性別須為 FEMALE、MALE、OTHER 或 UNKNOWN。'),
  notADate: text('This is no date in the format of the file.', '日期格式與檔案設定不符。'),
  joinedAtOutOfRange: text('Members joined between 1970 and now.', '入會時間須介於 1970 年與現在之間。'),
  notConsents: text('Consents are written purpose:channel:yes or purpose:channel:no, with semicolons between them.', '同意事項格式為「目的:管道:yes/no」,以分號分隔。'),
  rowOfNobody: text('The row has no external id, number, phone or e-mail.', '此列沒有外部編號、會員編號、電話或電子郵件。'),
  severalMembers: text('What the row is identified by belongs to different members.', '此列的識別資料分屬不同會員。'),
  tooDeep: text('Conditions nest at most three deep.', '篩選條件最多三層。'),
  notInstalled: text('Nothing that is switched on for the brand offers this.', '品牌目前啟用的功能不支援此條件。'),
} as const;
