import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** GraphiQL, bundled whole: the page asks nobody but the gateway that serves it. */
export default defineConfig({
  root: 'graphiql',
  base: '/graphiql/',
  plugins: [react()],
  worker: { format: 'es' },
  build: { outDir: '../dist-graphiql', emptyOutDir: true, chunkSizeWarningLimit: 4_000 },
  logLevel: 'error',
});
