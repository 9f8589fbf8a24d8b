/** The room or window that this screen calls into by keys: kept with the computer, since it stands in that room. */
import { ref, watch } from 'vue';

const KEY = 'menzhen.console.room';
export const ownRoom = ref<string | null>(localStorage.getItem(KEY));
watch(ownRoom, (id) => {
  if (id === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, id);
});
