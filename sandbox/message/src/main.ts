import { runStandIn } from '../../kit/program.ts';
import { startMessageStandIn } from './index.ts';

await runStandIn({
  name: 'message',
  port: 8091,
  words: 'message stand-in, no real phone is reached',
  start(place, settings) {
    const [appid, app_secret] = [settings.text('APPID'), settings.text('APP_SECRET')];
    return startMessageStandIn({ ...place, miniProgram: appid && app_secret ? { appid, app_secret } : undefined });
  },
});
