/** `svy_…` names a survey. */
export const SURVEY_PREFIX = 'svy';
/** `svr_…` names what a member answered. */
export const RESPONSE_PREFIX = 'svr';
/** `svi_…` names an invitation to answer. */
export const INVITATION_PREFIX = 'svi';
