/*
 * Keeps the board's own files, so that a television that restarts while the server is away still comes up with the last
 * calls instead of a browser's error page. The server's copy always goes first. Browsers allow this on https and on
 * localhost only; elsewhere the board works without it.
 */
const SHELF = 'menzhen-board';
const MOST_FILES = 20;

self.addEventListener('install', (event) => {
  event.waitUntil(keepPage());
  self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method === 'GET' && pathname.startsWith('/board/')) event.respondWith(freshOrKept(event.request));
});

/** The page and the files it names. */
async function keepPage() {
  const page = await (await fetch('/board/')).text();
  const named = [...page.matchAll(/(?:src|href)="(\/board\/[^"]+)"/g)].map(([, path]) => path);
  await (await caches.open(SHELF)).addAll(['/board/', ...named]);
}

async function freshOrKept(request) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(shelf, request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await shelf.match(request);
    if (kept) return kept;
    throw error;
  }
}

/** Files of earlier versions leave by age. */
async function keep(shelf, request, answer) {
  await shelf.put(request, answer);
  const files = await shelf.keys();
  await Promise.all(files.slice(0, -MOST_FILES).map((file) => shelf.delete(file)));
}
