import uniPlugin from '@dcloudio/vite-plugin-uni';
import { defineConfig, type Plugin } from 'vite';

// the plugin is a CommonJS module: under native ESM its function is one level down
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin;

/** uni adds a style that asks a foreign host for shadow images to the finished H5 sheet; no request may leave the origin. */
function noForeignImages(): Plugin {
  return {
    name: 'no-foreign-images',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        file.source = String(file.source).replace(/url\(["']?https?:\/\/cdn\.dcloud\.net\.cn[^)]*\)/g, 'none');
      }
    },
  };
}

/**
 * Templates are written once, in the web's words. WeChat reads `aria-role` where the web reads `role`, and a phone has
 * neither tab order nor keys.
 */
function phoneAttributes(): Plugin {
  return {
    name: 'phone-attributes',
    enforce: 'pre',
    transform(code, id) {
      if (process.env.UNI_PLATFORM !== 'mp-weixin' || !/\/src\/.*\.vue$/.test(id)) return null;
      const end = code.lastIndexOf('</template>');
      const template = code
        .slice(0, end)
        .replace(/(\s:?)role=/g, '$1aria-role=')
        .replace(/\s:?tabindex="[^"]*"/g, '')
        .replace(/\s@keydown[\w.]*="[^"]*"/g, '');
      return template + code.slice(end);
    },
  };
}

// one file of scripts and one of styles, some 100 kB on the wire: a page never opened before still opens without a network
const inOnePiece = { cssCodeSplit: false, rollupOptions: { output: { inlineDynamicImports: true } } };

export default defineConfig({
  plugins: [phoneAttributes(), uni(), noForeignImages()],
  build: process.env.UNI_PLATFORM === 'h5' ? inOnePiece : {},
  server: { proxy: { '/api': { target: process.env.API_ORIGIN ?? 'http://localhost:8080', ws: true } } },
});
