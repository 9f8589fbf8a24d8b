import { describe, expect, test } from 'vitest';
import { applied, byId, difference, type Feature, type Features, History, removal } from './edits.ts';
import {
  isJoined,
  kindBetween,
  movedBy,
  nearestNode,
  newEdge,
  newId,
  newNode,
  newQrPoint,
  newUnit,
  rectangle,
  settled,
  snapped,
  unitAt,
  withCorner,
  withNewCorner,
  withoutCorner,
} from './shapes.ts';

const level: Feature = { id: 'L', type: 'level', geometry: null, properties: { name: '一楼' } };
const above: Feature = { id: 'M', type: 'level', geometry: null, properties: { name: '二楼' } };
const hall = { ...newUnit('L', rectangle([0, 0], [20, 10]), 'walkway'), id: 'hall' };
const lift = { ...newUnit('L', rectangle([16, 2], [18, 4]), 'elevator'), id: 'lift' };
const base = byId([level, above, hall, lift]);
const put = (features: Features, ...more: Feature[]) => applied(features, { put: more, remove: [] });
const a = { ...newNode(base, 'L', [2, 5]), id: 'a' };
const b = { ...newNode(base, 'L', [17, 3]), id: 'b' };
const upstairs = { ...newNode(base, 'M', [17, 3]), id: 'c' };
const joined = put(base, a, b, upstairs);
const edge = { ...newEdge(joined, a, b), id: 'ab' };

describe('a draft', () => {
  test('a change can be sent as what was put and what was removed', () => {
    const after = applied(base, { put: [a], remove: ['lift'] });
    expect(difference(base, after)).toEqual({ put: [a], remove: ['lift'] });
    expect(applied(base, difference(base, after))).toEqual(after);
  });
  test('a change is taken back and taken forth; a new one forgets what was taken back', () => {
    const history = new History(base);
    history.change({ put: [a], remove: [] });
    history.undo();
    expect([history.now.has('a'), history.canUndo, history.canRedo]).toEqual([false, false, true]);
    history.redo();
    expect(history.now.has('a')).toBe(true);
    history.undo();
    history.change({ put: [b], remove: [] });
    expect([history.canRedo, history.now.has('a'), history.now.has('b')]).toEqual([false, false, true]);
  });
  test('a node goes with its edges; what named it only forgets it', () => {
    const qr = { ...newQrPoint(joined, 'L', [3, 5], '大厅'), id: 'qr' };
    expect(qr.properties.node_id).toBe('a');
    const { put: changed, remove } = removal(put(joined, edge, qr), ['a']);
    expect(remove.toSorted()).toEqual(['a', 'ab']);
    expect(changed.map((one) => [one.id, one.properties.node_id])).toEqual([['qr', null]]);
  });
  test('a floor goes with all that stands on it', () => {
    const { remove } = removal(put(joined, edge), ['L']);
    expect(remove.toSorted()).toEqual(['L', 'a', 'ab', 'b', 'hall', 'lift']);
  });
});

describe('new features', () => {
  test('a node knows the smallest unit it stands in', () => {
    expect([a.properties.unit_id, b.properties.unit_id]).toEqual(['hall', 'lift']);
    expect(unitAt(base, 'M', [2, 5])).toBeUndefined();
    const moved = settled(joined, movedBy(a, [15, -2]));
    expect(moved.properties.unit_id).toBe('lift');
  });
  test('the kind of a way is told by where its ends stand', () => {
    expect(kindBetween(joined, a, b)).toBe('door');
    expect(kindBetween(joined, b, upstairs)).toBe('lift');
    expect(newEdge(joined, b, upstairs).properties).toMatchObject({ kind: 'lift', via_id: 'lift', step_free: true });
    expect(newEdge(joined, a, b, 'stairs').properties.step_free).toBe(false);
    expect(isJoined(put(joined, edge), 'b', 'a')).toBe(true);
  });
  test('the nearest node is one of the same floor and within reach', () => {
    expect(nearestNode(joined, 'L', [16, 3])!.id).toBe('b');
    expect(nearestNode(joined, 'L', [10, 10], 2)).toBeUndefined();
  });
  test('ids are UUIDs, with or without a secure page', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('corners', () => {
  const corners = (feature: Feature) => (feature.geometry?.type === 'Polygon' ? feature.geometry.coordinates[0] : []);
  test('a ring stays closed when a corner moves, comes or goes', () => {
    expect(corners(withCorner(lift, 0, [15, 2]))).toEqual([
      [15, 2],
      [18, 2],
      [18, 4],
      [16, 4],
      [15, 2],
    ]);
    expect(corners(withNewCorner(lift, 3))).toEqual([
      [16, 2],
      [18, 2],
      [18, 4],
      [16, 4],
      [16, 3],
      [16, 2],
    ]);
    const triangle = withoutCorner(lift, 1);
    expect(corners(triangle)).toHaveLength(4);
    expect(withoutCorner(triangle, 0)).toBe(triangle);
  });
  test('a corner nearby is meant, else the nearest tenth of a metre', () => {
    expect(snapped(base, 'L', [16.2, 2.1], 0.5)).toEqual([16, 2]);
    expect(snapped(base, 'L', [5.04, 5.07], 0.5)).toEqual([5, 5.1]);
    expect(snapped(base, 'L', [5.04, 0.2], 0.5, true)).toEqual([5.04, 0]);
  });
});
