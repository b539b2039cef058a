/** `svy_…` names a survey. */
export const SURVEY_PREFIX = 'svy';
/** `svr_…` names what a member answered. */
export const RESPONSE_PREFIX = 'svr';
