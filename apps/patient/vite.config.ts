import uniPlugin from '@dcloudio/vite-plugin-uni';
import { defineConfig, type Plugin } from 'vite';

// the plugin is a CommonJS module: under native ESM its function is one level down
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin;

/**
 * The finished H5 bundle holds addresses that are not ours: shadow images in a style that uni adds at the end, and the
 * servers of an advertisement component that no page uses. No request may leave the origin, so none is left in it.
 */
function noForeignHosts(): Plugin {
  const bare = (text: string): string =>
    text
      .replace(/url\(["']?https?:\/\/cdn\.dcloud\.net\.cn[^)]*\)/g, 'none')
      .replace(/https?:\/\/ha[cs]1\.dcloud\.net\.cn/g, '');
  return {
    name: 'no-foreign-hosts',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = bare(file.code);
        else if (file.fileName.endsWith('.css')) file.source = bare(String(file.source));
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
  plugins: [phoneAttributes(), uni(), noForeignHosts()],
  build: process.env.UNI_PLATFORM === 'h5' ? inOnePiece : {},
  server: { proxy: { '/api': { target: process.env.API_ORIGIN ?? 'http://localhost:8080', ws: true } } },
});
