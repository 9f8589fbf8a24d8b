import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const server = process.env.MENZHEN_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  base: '/console/',
  plugins: [vue()],
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': { target: server, ws: true } } },
});
