/** Routes from the table of pages; a page that a role may not open does not exist for it. */
import { createRouter, createWebHistory } from 'vue-router';
import type { useSession } from '../people/session.store.ts';
import { pages } from './pages.ts';

type Session = ReturnType<typeof useSession>;

export function createConsoleRouter(session: Session) {
  const router = createRouter({
    history: createWebHistory('/console/'),
    routes: [
      // never shown: who is signed in is known only in the guard, which leads on to that person's own first page
      { path: '/', name: 'start', component: () => import('./missing.page.vue') },
      {
        path: '/sign-in',
        name: 'sign-in',
        component: () => import('../people/sign-in.page.vue'),
        meta: { title: 'shell.page.sign_in', open: true },
      },
      ...pages.map(({ name, path, title, roles, load }) => ({ name, path, component: load, meta: { title, roles } })),
      {
        path: '/account',
        name: 'account',
        component: () => import('../people/account.page.vue'),
        meta: { title: 'shell.page.account' },
      },
      {
        path: '/:rest(.*)*',
        name: 'missing',
        component: () => import('./missing.page.vue'),
        meta: { title: 'shell.page.missing' },
      },
    ],
  });

  router.beforeEach(async (to) => {
    await session.restore();
    if (to.meta.open) return true;
    if (!session.me) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { back: to.fullPath } };
    if (to.name === 'start') return session.startPath;
    // Which page is the first depends on the roles, known only now.
    if (to.name === 'start') return session.startPath;
    if (to.meta.roles && !session.hasRole(...to.meta.roles)) return { name: 'missing', params: { rest: ['-'] } };
    return true;
  });
  return router;
}
