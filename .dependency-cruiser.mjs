// One direction, kept by a machine (docs/map.md): apps -> ui -> contract <- server, and inside the server
// app -> journeys -> modules -> kernel -> contract. The rules between modules are generated from one array.
import { moduleOrder } from './server/src/modules/order.ts';

const MODULES = '^server/src/modules/';
/** Tests may look anywhere. */
const TESTS = '(\\.test\\.ts$|/testing/|/test/)';
/** A file kind may be one file or, split by noun, several: store.ts, store-order.ts, store/order.ts. */
const kind = (...names) => `${MODULES}[^/]+/(${names.join('|')})[-./]`;

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { ...from, pathNot: [TESTS, from.pathNot ?? []].flat() },
  to,
});

const houses = [
  forbid(
    'contract-stands-alone',
    'The contract depends on typebox only.',
    { path: '^contract/' },
    { path: '^(apps|ui|wayfinding|triage|server|sandbox|checks|scripts|bench)/' },
  ),
  forbid(
    'wayfinding-knows-the-contract-only',
    'Ways are found by server and phone alike, so it knows neither.',
    { path: '^wayfinding/' },
    { path: '^(apps|ui|triage|server|sandbox|checks|scripts|bench)/' },
  ),
  forbid(
    'triage-stands-alone',
    'The engine reads text by its own data; it knows no hospital, no server and no contract.',
    { path: '^triage/' },
    { path: '^(apps|ui|contract|wayfinding|server|sandbox|checks|scripts|bench)/' },
  ),
  forbid(
    'ui-knows-the-contract-only',
    'The shared kit knows the contract, no app and no server.',
    { path: '^ui/' },
    { path: '^(apps|triage|server|sandbox|checks|scripts|bench)/' },
  ),
  forbid(
    'apps-know-ui-and-contract',
    'A screen speaks to the server over the contract.',
    { path: '^apps/' },
    { path: '^(triage|server|sandbox|checks|scripts|bench)/' },
  ),
  forbid(
    'apps-apart',
    'No app reaches into another.',
    { path: '^apps/([^/]+)/' },
    { path: '^apps/', pathNot: '^apps/$1/' },
  ),
  forbid(
    'server-knows-the-contract-only',
    'The server knows no screen and no stand-in.',
    { path: '^server/' },
    { path: '^(apps|ui|sandbox|checks|scripts|bench)/' },
  ),
  forbid(
    'stand-ins-are-strangers',
    'A stand-in speaks the real protocol and shares no code with the house.',
    { path: '^sandbox/' },
    { path: '^(apps|ui|contract|wayfinding|triage|server|checks|scripts|bench)/' },
  ),
];

const floors = [
  forbid(
    'kernel-is-the-ground',
    'Every module stands on the kernel, so it knows none of them.',
    { path: '^server/src/kernel/' },
    { path: '^server/src/', pathNot: '^server/src/kernel/' },
  ),
  forbid(
    'modules-below-journeys',
    'A module knows no journey, adapter, demo or composition root.',
    { path: MODULES },
    { path: '^server/src/', pathNot: ['^server/src/kernel/', MODULES] },
  ),
  forbid(
    'journeys-below-app',
    'A journey knows modules by their doors and the kernel.',
    { path: '^server/src/journeys/' },
    { path: '^server/src/', pathNot: ['^server/src/(kernel|journeys)/', `${MODULES}[^/]+/index\\.ts$`] },
  ),
  forbid(
    'adapters-only-from-app',
    'The outside world is handed in by the composition root.',
    { path: '^server/src/', pathNot: '^server/src/(app|main|adapters|demo)[./]' },
    { path: '^server/src/adapters/' },
  ),
  forbid(
    'doors-from-outside',
    'From outside a module only its index.ts is seen; an adapter may also see the port it fits.',
    { path: '^server/src/', pathNot: MODULES },
    { path: MODULES, pathNot: [`${MODULES}[^/]+/(index|ports)\\.ts$`, `${MODULES}order\\.ts$`] },
  ),
];

const rooms = [
  forbid(
    'doors-between-modules',
    'Between modules only through index.ts.',
    { path: `${MODULES}([^/]+)/` },
    { path: MODULES, pathNot: [`${MODULES}$1/`, `${MODULES}[^/]+/index\\.ts$`] },
  ),
  forbid(
    'nobody-imports-routes',
    'Routes are used by the door of their module alone.',
    { path: MODULES, pathNot: kind('routes', 'index') },
    { path: kind('routes') },
  ),
  forbid(
    'store-below-service',
    'A store does not know who uses it.',
    { path: kind('store', 'tables', 'facts') },
    { path: kind('service', 'routes') },
  ),
  forbid(
    'routes-through-service',
    'A route asks the service; it does not write SQL.',
    { path: kind('routes') },
    { path: kind('store') },
  ),
  forbid(
    'rules-are-pure',
    'Rules see no store, no service and no database.',
    { path: kind('rules') },
    {
      path: [
        kind('store', 'service', 'routes'),
        '^server/src/kernel/(db|migrate|http|session|live|wake)\\.ts$',
        '^node_modules/(pg|kysely|fastify|ioredis)/',
      ],
    },
  ),
  forbid(
    'rules-read-rows-as-types',
    'Rules may name the shape of a row, not its table.',
    { path: kind('rules') },
    { path: kind('tables'), dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'no-circles',
    'Two files that need each other are one thought in two places.',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
  ),
];

/** A module never uses one that comes after it. */
const order = moduleOrder
  .slice(0, -1)
  .map((name, index) =>
    forbid(
      `${name}-knows-no-later-module`,
      `The order of the house: ${moduleOrder.join(', ')}.`,
      { path: `${MODULES}${name}/` },
      { path: `${MODULES}(${moduleOrder.slice(index + 1).join('|')})/` },
    ),
  );

export default {
  forbidden: [...houses, ...floors, ...rooms, ...order],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|unpackage|generated)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.vue'],
    },
  },
};
