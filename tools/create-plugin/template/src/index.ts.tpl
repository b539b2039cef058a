export { {{camel}}, {{camel}} as default } from './plugin';
