/** One map's draft on this page: what it holds, what is chosen, what has been changed, and saving it. */
import type { AmenityCategory, MapDraftView, MapFindingView, UnitCategory } from '@menzhen/contract';
import { ProblemError } from '@menzhen/ui';
import { boxOfFloor, floorsOf, type MapLanguage, middleOf, type Spot } from '@menzhen/ui/navigation';
import { computed, inject, type InjectionKey, ref, shallowRef, watch } from 'vue';
import { useAct } from '../../shared/act.ts';
import { api } from '../../shared/api.ts';
import { preferences } from '../../shared/preferences.ts';
import {
  applied,
  byId,
  type Change,
  difference,
  type Feature,
  type Features,
  History,
  isEmpty,
  removal,
} from './edits.ts';
import { settled } from './shapes.ts';
import { type Begun, finished, type Hand, nothingBegun, type Outcome, pressed, type Tool } from './tools.ts';

export const languageOf = (locale: string): MapLanguage => (locale === 'en' ? 'en' : 'zh');

export function createEditor(map_id: () => string) {
  const draft = shallowRef<MapDraftView>();
  const failed = shallowRef<unknown>(null);
  /** As the server has it. */
  const saved = shallowRef<Features>(new Map());
  const features = shallowRef<Features>(new Map());
  let history = new History(new Map());
  const can = ref({ undo: false, redo: false });

  const level_id = ref('');
  const chosen = ref<string | null>(null);
  const tool = ref<Tool>('choose');
  const begun = shallowRef<Begun>(nothingBegun);
  const unit_category = ref<UnitCategory>('room');
  const amenity_category = ref<AmenityCategory>('restroom');
  const findings = shallowRef<readonly MapFindingView[]>([]);
  /** Where the canvas should look; a new object each time. */
  const look = shallowRef<{ at: Spot } | null>(null);

  const language = computed(() => languageOf(preferences.locale));
  const floors = computed(() => floorsOf([...features.value.values()], language.value));
  const feature = computed<Feature | undefined>(() => features.value.get(chosen.value ?? ''));
  const changes = computed(() => difference(saved.value, features.value));
  const changed = computed(() => changes.value.put.length + changes.value.remove.length);

  function show() {
    features.value = history.now;
    can.value = { undo: history.canUndo, redo: history.canRedo };
    if (chosen.value && !history.now.has(chosen.value)) chosen.value = null;
    if (!history.now.has(level_id.value)) level_id.value = floors.value.at(-1)?.id ?? '';
  }
  function change(made: Change) {
    history.change(made);
    show();
  }
  const replace = (...changedFeatures: Feature[]) =>
    change({ put: changedFeatures.map((one) => settled(features.value, one)), remove: [] });
  const remove = (ids: readonly string[]) => change(removal(features.value, ids));
  function undo() {
    history.undo();
    show();
  }
  function redo() {
    history.redo();
    show();
  }

  function begin(answer: MapDraftView, mine: Change = { put: [], remove: [] }) {
    draft.value = answer;
    saved.value = byId(answer.features);
    history = new History(applied(saved.value, mine));
    findings.value = [];
    show();
  }
  /** Reads the draft anew. What was changed here and not saved stays changed, on top of what others did. */
  async function load(keep = false) {
    const mine = keep ? changes.value : undefined;
    failed.value = null;
    try {
      begin(await api.call('mapDraft', { params: { id: map_id() } }), mine);
    } catch (thrown) {
      failed.value = thrown;
    }
  }

  let sent: Features = new Map();
  const saving = useAct('mapEdit', {
    stale: ['maps', 'map-places'],
    onDone: (map) => {
      saved.value = sent;
      if (draft.value) draft.value = { ...draft.value, map, revision: map.revision };
    },
  });
  /** True when everything is on the server. */
  async function save(): Promise<boolean> {
    if (!draft.value) return false;
    if (isEmpty(changes.value)) return true;
    sent = features.value;
    const { put, remove: removed } = changes.value;
    const body = { revision: draft.value.revision, put: [...put], remove: [...removed] };
    return saving.run({ params: { id: map_id() }, body });
  }
  const isConflict = computed(
    () => saving.error.value instanceof ProblemError && saving.error.value.code === 'version_conflict',
  );

  const hand = (reach_m: number): Hand => ({
    tool: tool.value,
    features: features.value,
    level_id: level_id.value,
    begun: begun.value,
    unit_category: unit_category.value,
    amenity_category: amenity_category.value,
    code_name: `${floors.value.find((one) => one.id === level_id.value)?.short_name ?? ''} ${
      [...features.value.values()].filter((one) => one.type === 'qr_point').length + 1
    }`.trim(),
    reach_m,
  });
  function take(outcome: Outcome) {
    begun.value = outcome.begun;
    if (outcome.change) change(outcome.change);
    if (outcome.chosen !== undefined) chosen.value = outcome.chosen;
  }
  const press = (at: Spot, picked: string | null, reach_m: number) => take(pressed(hand(reach_m), at, picked));
  const finish = () => take(finished(hand(0)));
  function leave() {
    begun.value = nothingBegun;
  }
  watch(tool, leave);

  /** Chooses a feature and brings it before one's eyes. */
  function goTo(id: string, at?: Spot | null) {
    const one = features.value.get(id);
    if (!one) return;
    tool.value = 'choose';
    chosen.value = id;
    const on =
      one.level_id ?? (one.type === 'level' ? id : features.value.get(one.properties.from_node_id ?? '')?.level_id);
    if (on) level_id.value = on;
    const spot = at ?? middleOf(one) ?? middleOf(features.value.get(one.properties.from_node_id ?? '') ?? one);
    if (spot) look.value = { at: spot };
  }
  const box = computed(() => boxOfFloor([...features.value.values()], level_id.value, 4));

  return {
    draft,
    failed,
    features,
    can,
    level_id,
    chosen,
    tool,
    begun,
    unit_category,
    amenity_category,
    findings,
    look,
    language,
    floors,
    feature,
    changed,
    box,
    saving,
    isConflict,
    change,
    replace,
    remove,
    undo,
    redo,
    load,
    save,
    press,
    finish,
    leave,
    goTo,
  };
}
export type Editor = ReturnType<typeof createEditor>;
export const editorKey: InjectionKey<Editor> = Symbol('map editor');
export function useEditor(): Editor {
  const editor = inject(editorKey);
  if (!editor) throw new Error('no editor is open here');
  return editor;
}
