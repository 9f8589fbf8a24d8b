import '@menzhen/ui/tokens.css';
import '@menzhen/ui/kit.css';
import './board.css';
import { createWords } from '@menzhen/ui/words';
import { createApp } from 'vue';
import App from './app.vue';
import { kioskEn } from './kiosk/words.en.ts';
import { kioskZh } from './kiosk/words.zh.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

createApp(App)
  .use(createWords({ ...zh, kiosk: kioskZh }, { ...en, kiosk: kioskEn }, 'zh-CN'))
  .mount('#app');

// Only https and localhost have it; a file that cannot be kept is no reason to say anything on a hall's screen.
if (import.meta.env.PROD) void navigator.serviceWorker?.register('/board/keep.js').catch(() => undefined);
