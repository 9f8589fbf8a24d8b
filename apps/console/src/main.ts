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

const app = createApp(App).use(createPinia()).use(i18n).use(VueQueryPlugin, { queryClient });
const session = useSession();
const router = createConsoleRouter(session);
setSignedOut(() => {
  if (!session.forget()) return;
  queryClient.clear();
  void router.push({ name: 'sign-in', query: { back: router.currentRoute.value.fullPath, why: 'expired' } });
});
app.use(router).mount('#app');
