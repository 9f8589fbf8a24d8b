import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** The server serves dist under /board/; in development Vite hands the API on to a running server. */
const server_url = process.env.MENZHEN_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/board/',
  plugins: [vue()],
  build: { target: 'es2022' },
  server: { proxy: { '/api': { target: server_url, ws: true } } },
});
