/** Adding and changing entries of the catalog: the same four moves for departments, rooms, doctors and visit types. */
import type { RouteName } from '@menzhen/contract';
import { computed, ref } from 'vue';
import { useAct } from '../shared/act.ts';
import { ElMessage } from '../shared/element.ts';
import { useT } from '../shared/words.ts';

interface Entry {
  id: string;
  version: number;
  name: string;
  state: 'active' | 'disabled';
}
type AddRoute = Extract<RouteName, 'departmentAdd' | 'roomAdd' | 'doctorAdd' | 'visitTypeAdd'>;
type ChangeRoute = Extract<RouteName, 'departmentChange' | 'roomChange' | 'doctorChange' | 'visitTypeChange'>;
/** The form's fields are described beside each page; the server checks them again. */
type AnyRun = (input: { params?: { id: string }; body: Record<string, unknown> }) => Promise<boolean>;

export function useEntry<E extends Entry>(addRoute: AddRoute, changeRoute: ChangeRoute, listKey: string) {
  const { t } = useT();
  const open = ref<E | 'new' | null>(null);
  const done = () => {
    ElMessage.success(t('common.saved'));
    open.value = null;
  };
  const add = useAct(addRoute, { stale: [listKey], onDone: done });
  const change = useAct(changeRoute, { stale: [listKey], onDone: done });
  const entry = computed(() => (open.value === 'new' ? null : (open.value as E | null)));

  function save(values: Record<string, unknown>) {
    if (!entry.value) return void (add.run as AnyRun)({ body: values });
    const { id, version } = entry.value;
    void (change.run as AnyRun)({ params: { id }, body: { ...values, version } });
  }
  function setState(state: 'active' | 'disabled') {
    if (!entry.value) return;
    const { id, version } = entry.value;
    void (change.run as AnyRun)({ params: { id }, body: { version, state } });
  }
  return {
    open,
    entry,
    save,
    setState,
    show: (which: E | 'new') => {
      add.forget();
      change.forget();
      open.value = which;
    },
    close: () => {
      open.value = null;
    },
    busy: computed(() => add.busy.value || change.busy.value),
    error: computed(() => add.error.value ?? change.error.value),
  };
}
