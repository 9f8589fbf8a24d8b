import { runStandIn } from '../../kit/program.ts';
import { startModelStandIn } from './index.ts';

await runStandIn({
  name: 'llm',
  port: 8092,
  words: 'language model stand-in, it understands nothing',
  start: startModelStandIn,
});
