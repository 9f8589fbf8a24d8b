import { runStandIn } from '../../kit/program.ts';
import { startPayStandIn } from './index.ts';

await runStandIn({
  name: 'pay',
  port: 8090,
  words: 'payment stand-in, no real money',
  start: (place, settings) =>
    startPayStandIn({
      ...place,
      speedUp: settings.whole('SPEED_UP', 1),
      publicUrl: settings.text('PUBLIC_URL')?.replace(/\/+$/, ''),
    }),
});
