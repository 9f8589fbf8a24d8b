import '@menzhen/ui/tokens.css';
import '@menzhen/ui/kit.css';
import './shared/element-styles.ts';
import './shared/theme.css';
import './shared/console.css';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app.vue';
import { useSession } from './people/session.store.ts';
import { setSignedOut } from './shared/api.ts';
import { queryClient } from './shared/query.ts';
import { i18n } from './shared/words.ts';
import { createConsoleRouter } from './shell/router.ts';

// After an update of the console the old page's parts are gone: loading it anew gets the new ones; once, lest it loops.
const RELOADED = 'menzhen.console.reloaded';
window.addEventListener('vite:preloadError', () => {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < 60_000) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
});

const app = createApp(App).use(createPinia()).use(i18n).use(VueQueryPlugin, { queryClient });
const session = useSession();
const router = createConsoleRouter(session);
setSignedOut(() => {
  if (!session.forget()) return;
  queryClient.clear();
  void router.push({ name: 'sign-in', query: { back: router.currentRoute.value.fullPath, why: 'expired' } });
});
app.use(router).mount('#app');
