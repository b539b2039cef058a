const ERRORS = 'userErrors { __typename code path message }';
export const GAME = 'id code state version rounds { version commitment seed odds { prize weight } } odds { prize weight }';
export const CREATE = `mutation ($input: LotteryGameInput!) { lotteryGameCreate(input: $input) { game { ${GAME} } ${ERRORS} } }`;
export const UPDATE = `mutation ($id: ID!, $input: LotteryGameInput!) { lotteryGameUpdate(id: $id, input: $input) { game { ${GAME} } ${ERRORS} } }`;
export const PUBLISH = `mutation ($id: ID!) { lotteryGamePublish(id: $id) { game { ${GAME} } ${ERRORS} } }`;
export const PAUSE = `mutation ($id: ID!) { lotteryGamePause(id: $id) { game { ${GAME} } ${ERRORS} } }`;
export const END = `mutation ($id: ID!) { lotteryGameEnd(id: $id) { game { ${GAME} } ${ERRORS} } }`;
export const SHOW = `query ($id: ID!) { lotteryGame(id: $id) { ${GAME} results { prize drawn left } } }`;
export const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code path message } } }';
export const GRANT = `mutation ($gameId: ID!, $memberId: ID!, $chances: Int!, $key: String!) {
  lotteryChanceGrant(gameId: $gameId, memberId: $memberId, chances: $chances, reason: "a rainy day", idempotencyKey: $key) { chances { id state cause } ${ERRORS} } }`;
export const CLAIM = `mutation ($id: ID!, $info: LotteryTaxInfoInput, $key: String!) {
  lotteryPrizeClaim(claimId: $id, taxInfo: $info, idempotencyKey: $key) { claim { state tax { withheld { amount } year idNumber } } ${ERRORS} } }`;
export const HAND_OVER = `mutation ($id: ID!, $key: String!) { lotteryPrizeHandOver(claimId: $id, idempotencyKey: $key) { claim { state handedOverAt } ${ERRORS} } }`;
export const CLAIMS = 'query ($id: ID!) { member(by: { id: $id }) { lotteryClaims { nodes { id prize state deadline } } } }';
export const PROOF = 'proof { version commitment seed message odds { prize weight } attempt value prize }';
export const DRAW = `mutation ($gameId: ID!, $memberId: ID!, $chanceId: ID, $pick: Int, $key: String!) {
  lotteryDraw(gameId: $gameId, memberId: $memberId, chanceId: $chanceId, pick: $pick, idempotencyKey: $key) { draw { id prize { key } cards { key } ${PROOF} } ${ERRORS} } }`;
export const OWN_DRAW = `mutation ($gameId: ID!, $key: String!) { lotteryDraw(gameId: $gameId, idempotencyKey: $key) { draw { id prize { key } member { id } } ${ERRORS} } }`;
export const VERIFY = `query ($id: ID!) { lotteryVerify(drawId: $id) { isValid ${PROOF} } }`;
export const CHANCES = 'query ($id: ID!) { member(by: { id: $id }) { lotteryChances(first: 50) { nodes { id state cause } } } }';
export const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { code path message } } }';
export const SHARE_LINK = `mutation ($gameId: ID!) { lotteryShareLinkCreate(gameId: $gameId) { link { id code url opened counted game { code } } ${ERRORS} } }`;
export const OPEN_LINK = `mutation ($code: String!) { lotteryShareLinkOpen(code: $code) { game { code } ${ERRORS} } }`;
export const LINKS = 'query ($id: ID!) { member(by: { id: $id }) { lotteryShareLinks { code opened counted refusals { reason count } } } }';
export const MERGE = 'mutation ($survivorId: ID!, $loserId: ID!) { memberMerge(survivorId: $survivorId, loserId: $loserId, reason: "one person", idempotencyKey: "m") { operationId userErrors { message } } }';
const CHALLENGE = `challenge { id state version stages { key } results { stage reached } } ${ERRORS}`;
export const CREATE_CHALLENGE = `mutation ($input: LotteryChallengeInput!) { lotteryChallengeCreate(input: $input) { ${CHALLENGE} } }`;
export const UPDATE_CHALLENGE = `mutation ($id: ID!, $input: LotteryChallengeInput!) { lotteryChallengeUpdate(id: $id, input: $input) { ${CHALLENGE} } }`;
export const PUBLISH_CHALLENGE = `mutation ($id: ID!) { lotteryChallengePublish(id: $id) { ${CHALLENGE} } }`;
export const PAUSE_CHALLENGE = `mutation ($id: ID!) { lotteryChallengePause(id: $id) { ${CHALLENGE} } }`;
export const PROGRESS = 'query ($id: ID!) { member(by: { id: $id }) { lotteryChallenges { challenge { code } startedAt stages { stage { key count } state counted reachedAt } } points { balance } } }';
