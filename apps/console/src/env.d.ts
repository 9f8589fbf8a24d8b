import 'vue-router';
import type { Role } from '@menzhen/contract';
import type { Key } from './shared/words.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** The page's title. */
    title: Key;
    /** Staff roles that may open it; absent: anyone signed in. */
    roles?: readonly Role[];
    /** Open without signing in. */
    open?: boolean;
  }
}
