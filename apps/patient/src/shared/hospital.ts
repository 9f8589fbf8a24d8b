import { call } from './client.ts';
import { useResource } from './resource.ts';
import { setServerNow } from './server-clock.ts';

/** The hospital itself: name, notice, telephone, and its clock. One for all pages. */
export const hospital = useResource(
  () => 'hospital',
  async () => {
    const answer = await call('hospital', {});
    setServerNow(answer.now);
    return answer;
  },
);
