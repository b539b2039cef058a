const ERRORS = 'userErrors { __typename code path }';
const AGREEMENT = `agreement { id fromBrandCode toBrandCode shareBp state } ${ERRORS}`;
export const PROPOSE = `mutation ($to: String!, $bp: Int!) { giftAgreementPropose(input: { toBrandCode: $to, shareBp: $bp }) { ${AGREEMENT} } }`;
export const ACCEPT = `mutation ($id: ID!) { giftAgreementAccept(id: $id) { ${AGREEMENT} } }`;
export const END_AGREEMENT = `mutation ($id: ID!) { giftAgreementEnd(id: $id) { ${AGREEMENT} } }`;
export const AGREEMENTS = '{ giftAgreements { id fromBrandCode toBrandCode shareBp state } }';
