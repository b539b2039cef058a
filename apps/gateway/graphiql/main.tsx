import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { readDevelopment } from './session';

const root = document.getElementById('root');
if (root) void readDevelopment().then((development) => createRoot(root).render(<App development={development} />));
