/** The checker's sentences: what is wrong, and what to do. `{what}` is the feature, `{other}` the second one. */
import type { FindingCode } from './rules-check.ts';
import type { Feature } from './tables.ts';

export const findingWords: Record<FindingCode, { zh: string; en: string }> = {
  geometry_wrong: {
    zh: '“{what}”的形状不对，或面积几乎为零；请重新画。',
    en: '“{what}” has the wrong kind of shape or next to no area; draw it again.',
  },
  ring_open: {
    zh: '“{what}”的轮廓没有闭合；请让最后一点回到第一点。',
    en: 'The outline of “{what}” is not closed; let it end where it begins.',
  },
  self_crossing: {
    zh: '“{what}”的轮廓与自己相交；请移动标出处的顶点。',
    en: 'The outline of “{what}” crosses itself; move the corner at the marked spot.',
  },
  no_level: {
    zh: '“{what}”不在任何楼层上；请指定楼层或删除。',
    en: '“{what}” is on no level; give it one or remove it.',
  },
  outside_level: {
    zh: '“{what}”有一部分在楼层“{other}”的轮廓之外。',
    en: 'Part of “{what}” is outside the outline of level “{other}”.',
  },
  name_missing: { zh: '有一个{type}没有名称；请填写。', en: 'A {type} has no name; please give it one.' },
  edge_dangling: {
    zh: '一条通行线（{kind}）缺了一端的节点；请重新连接或删除。',
    en: 'An edge ({kind}) lacks the node at one end; join it again or remove it.',
  },
  edge_across_levels: {
    zh: '一条通行线（{kind}）跨越两个楼层；只有楼梯、电梯、坡道和扶梯可以。',
    en: 'An edge ({kind}) goes from one level to another; only stairs, lifts, ramps and escalators may.',
  },
  edge_no_length: {
    zh: '一条通行线（{kind}）的两端在同一处；请删除，或把节点分开。',
    en: 'An edge ({kind}) begins and ends at the same spot; remove it or move a node.',
  },
  level_order: {
    zh: '楼层“{what}”没有楼层序号，或与“{other}”重复。',
    en: 'Level “{what}” has no ordinal, or the same one as “{other}”.',
  },
  link_broken: {
    zh: '“{what}”的关联（{property}）指向不存在、类型不对或不在同一楼层的要素；请重新选择。',
    en: 'A link of “{what}” ({property}) points to something that is gone, of a wrong type or on another level; choose again.',
  },
  unit_without_node: {
    zh: '“{what}”里没有节点，路线到不了；请在房间内放一个节点并连到走廊。',
    en: 'There is no node in “{what}”, so no way leads there; put one inside and join it to the corridor.',
  },
  not_joined: {
    zh: '“{what}”没有连到任何节点；请选择它旁边的节点。',
    en: '“{what}” is joined to no node; choose the one beside it.',
  },
  place_unknown: {
    zh: '“{what}”对应的诊室或服务点在本院区不存在或已停用；请重新选择。',
    en: 'The room or service point that “{what}” stands for is not, or no longer, on this campus; choose again.',
  },
  place_twice: {
    zh: '同一个诊室或服务点画了两次：“{what}”与“{other}”；请只留一个。',
    en: 'One room or service point is drawn twice: “{what}” and “{other}”; keep one.',
  },
  place_missing: {
    zh: '{place}还没有画在地图上，患者找不到它。',
    en: '{place} is not on the map yet; patients will not find it.',
  },
  island: {
    zh: '有 {count} 个节点与入口不相连（“{what}”等）；请用通行线连上，或删除。',
    en: '{count} nodes are cut off from the entrance (“{what}” and others); join them by an edge or remove them.',
  },
  unreachable: {
    zh: '从入口走不到“{what}”；请检查通往它的通行线与单向设置。',
    en: '“{what}” cannot be reached from an entrance; look at the edges that lead there, and at one-way ones.',
  },
  not_step_free: {
    zh: '没有无台阶的路线到“{what}”；若确有电梯或坡道，请画上。',
    en: 'No step-free way leads to “{what}”; if there is a lift or a ramp, draw it.',
  },
  qr_removed: {
    zh: '二维码“{what}”已从草稿中移除；发布后请取下墙上的打印件，扫描的人会看到提示。',
    en: 'QR point “{what}” is no longer in the draft; take its print off the wall after publishing. Who scans it is told.',
  },
  no_entry: {
    zh: '地图没有入口；请放一个“入口”设施并连到节点，路线从那里检查。',
    en: 'The map has no entrance; put an amenity “entry” and join it to a node: ways are checked from there.',
  },
  units_overlap: {
    zh: '“{what}”与“{other}”重叠；请移动标出处的墙。',
    en: '“{what}” and “{other}” overlap; move the wall at the marked spot.',
  },
};

export const typeWords: Record<Feature['type'], { zh: string; en: string }> = {
  building: { zh: '楼', en: 'building' },
  level: { zh: '楼层', en: 'level' },
  unit: { zh: '房间或区域', en: 'unit' },
  opening: { zh: '门', en: 'opening' },
  amenity: { zh: '设施', en: 'amenity' },
  node: { zh: '节点', en: 'node' },
  edge: { zh: '通行线', en: 'edge' },
  qr_point: { zh: '定位二维码', en: 'QR point' },
};
