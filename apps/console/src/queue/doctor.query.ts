/** The doctor's day: kept by the live line, asked for now and then in case the line is down. */
import type { Answer } from '@menzhen/ui/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { api } from '../shared/api.ts';
import { roundOf, useReach } from '../shared/kept-fresh.ts';
import { useLive } from '../shared/live.ts';
import { preferences } from '../shared/preferences.ts';

export type DoctorDay = Answer<'doctorDay'>;
const KEY = ['doctor'];

export function useDoctorDay() {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.call('doctorDay', {}, { signal }),
    refetchInterval: roundOf,
  });
  useLive<DoctorDay>('doctor', (day) => {
    // The live line speaks Chinese only; for other readers it just says that something changed.
    if (preferences.locale !== 'zh-CN') return void queries.invalidateQueries({ queryKey: KEY });
    void queries.cancelQueries({ queryKey: KEY });
    queries.setQueryData(KEY, day);
  });
  return { query, ...useReach(query) };
}
