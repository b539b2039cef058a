export { survey, survey as default } from './plugin';
