import { dirname, join } from 'node:path';
import type { Handler, Routes } from '../http';
import { isOurOwn } from './own-host';
import { forbiddenHost, notFound } from './problem';
import { redirectRoute, staticRoute } from './static-route';

/** What GraphiQL's brand and role picker shows, while developing. */
export interface DevelopmentCredentials {
  readonly platformToken: string;
  readonly brands: Readonly<Record<string, { readonly staffToken: string; readonly apiKey: string; readonly publishableKey: string; readonly memberToken: string | null }>>;
}

const folder = join(dirname(require.resolve('@regulars/gateway/package.json')), 'dist-graphiql');

/** GraphiQL; with its picker when the gateway was started for development. */
export const graphiqlRoutes = (development?: () => DevelopmentCredentials): Routes => ({
  '/graphiql': { GET: redirectRoute('/graphiql/') },
  '/graphiql/': { GET: staticRoute(folder, '/graphiql/') },
  '/graphiql/dev.json': { GET: developmentRoute(development) },
});

const developmentRoute = (development?: () => DevelopmentCredentials): Handler => (exchange) => {
  if (!development) throw notFound();
  if (!isOurOwn(exchange.header('host') ?? '')) throw forbiddenHost();
  const { platformToken, brands } = development();
  const pick = Object.entries(brands).map(([code, { staffToken, apiKey, publishableKey, memberToken }]) => ({ code, staffToken, apiKey, publishableKey, memberToken }));
  exchange.sendJson(200, { platformToken, brands: pick });
};
