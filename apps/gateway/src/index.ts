export { type DevelopmentCredentials } from './http/graphiql-routes';
export { type Gateway, type GatewayOptions, startGateway } from './gateway';
export { limitsFrom } from './limits-environment';
