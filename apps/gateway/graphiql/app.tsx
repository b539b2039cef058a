import { explorerPlugin } from '@graphiql/plugin-explorer';
import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createClient } from 'graphql-ws';
import { type JSX, useEffect, useMemo, useState } from 'react';
import { type Example, examplesFor } from './examples';
import { Picker } from './picker';
import { AUDIENCES, type Choice, type Development, remember, remembered, settle, tokenOf } from './session';

const plugins = [HISTORY_PLUGIN, explorerPlugin()];

function fetcherFor({ audience }: Choice, token: string): Fetcher {
  const url = new URL(AUDIENCES[audience].path, location.origin).toString();
  const wsClient = createClient({ url: url.replace(/^http/, 'ws'), lazy: true, connectionParams: { authorization: `Bearer ${token}` } });
  return createGraphiQLFetcher({ url, headers: { authorization: `Bearer ${token}` }, wsClient: wsClient as never });
}

/** The brand's clock, which in a sandbox is not ours. */
async function brandNow({ audience }: Choice, token: string): Promise<string> {
  const present = new Date().toISOString();
  if (audience !== 'staff') return present;
  const response = await fetch(AUDIENCES.staff.path, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: '{"query":"{ brand { now } }"}',
  }).catch(() => null);
  const answer = response?.ok ? ((await response.json()) as { data?: { brand?: { now?: string } } }) : null;
  return answer?.data?.brand?.now ?? present;
}

/** Tabs and history of each brand and audience apart. */
function storageFor({ audience, brand }: Choice) {
  const prefix = `regulars:${audience}:${brand}:`;
  return {
    getItem: (key: string) => localStorage.getItem(prefix + key),
    setItem: (key: string, value: string) => localStorage.setItem(prefix + key, value),
    removeItem: (key: string) => localStorage.removeItem(prefix + key),
    clear: () => Object.keys(localStorage).filter((key) => key.startsWith(prefix)).forEach((key) => localStorage.removeItem(key)),
    get length() {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).length;
    },
  };
}

export function App({ development }: { readonly development: Development | null }): JSX.Element {
  const [choice, setChoice] = useState(() => settle(remembered(), development));
  const token = tokenOf(choice, development);
  const change = (next: Choice): void => {
    const settled = settle(next, development);
    remember(settled);
    setChoice(settled);
  };
  return (
    <div className="page">
      <Picker choice={choice} development={development} onChange={change} />
      <Explorer key={`${choice.audience}:${choice.brand}:${token}`} choice={choice} token={token} />
    </div>
  );
}

function Explorer({ choice, token }: { readonly choice: Choice; readonly token: string }): JSX.Element {
  const fetcher = useMemo(() => fetcherFor(choice, token), [choice, token]);
  const storage = useMemo(() => storageFor(choice), [choice]);
  const [examples, setExamples] = useState<Example[] | null>(null);
  useEffect(() => {
    void brandNow(choice, token).then((now) => setExamples(examplesFor(choice.audience, { now })));
  }, [choice, token]);
  if (token === '') return <p className="hint">Give a token to look around: it goes into <code>Authorization: Bearer …</code></p>;
  if (!examples) return <p className="hint">One moment…</p>;
  // GraphiQL leaves the first default tab without its variables; given always, they would come back with every reload.
  const [first] = examples;
  const initial = storage.getItem('graphiql:tabState') === null ? { initialQuery: first?.query, initialVariables: first?.variables } : {};
  return (
    <main className="explorer">
      <GraphiQL fetcher={fetcher} storage={storage} plugins={plugins} defaultTabs={examples} defaultEditorToolsVisibility="variables" shouldPersistHeaders={false} {...initial}>
        <GraphiQL.Logo>
          <span className="title">{AUDIENCES[choice.audience].path}</span>
        </GraphiQL.Logo>
      </GraphiQL>
    </main>
  );
}
