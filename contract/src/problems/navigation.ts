/** The way: maps and what they lead to. */
import type { ProblemEntry } from './entry.ts';

export const navigation = {
  map_exists: {
    status: 409,
    zh: '这个院区已经有地图了，请在原有地图上修改。',
    en: 'This campus has a map already; please change that one.',
  },
  map_too_large: {
    status: 422,
    zh: '一张地图最多 {limit} 个要素；请减少节点，或按楼拆成几张地图。',
    en: 'A map holds at most {limit} features; use fewer nodes, or split it by building.',
  },
  map_has_errors: {
    status: 409,
    zh: '地图还有 {count} 处错误，不能发布；请先运行检查并逐一改正。',
    en: 'The map has {count} errors and cannot be published; run the check and mend them first.',
  },
  map_not_published: {
    status: 409,
    zh: '这张地图还没有发布过，请先检查并发布。',
    en: 'This map has never been published; check and publish it first.',
  },
  map_file_unreadable: {
    status: 422,
    zh: '这个文件读不懂：{reason}。请提供 IMDF 压缩包或 GeoJSON 文件。',
    en: 'This file cannot be read: {reason}. Please give an IMDF archive or a GeoJSON file.',
  },
  map_picture_unreadable: {
    status: 422,
    zh: '这张图片读不出来，请上传 PNG 或 JPEG 平面图。',
    en: 'This picture cannot be read; please upload a plan as PNG or JPEG.',
  },
  map_closed_already: {
    status: 409,
    zh: '这里已经是停用状态。',
    en: 'It is marked as closed already.',
  },
  map_code_wrong: {
    status: 422,
    zh: '这不是本院的定位二维码；请扫描墙上印有地点名称的二维码。',
    en: 'This is not a location code of our hospital; scan one that has the place’s name printed on it.',
  },
  map_point_removed: {
    status: 410,
    zh: '这个二维码（{name}）的位置已经撤销，请改扫附近的另一个；也请告诉服务台。',
    en: 'The point of this code ({name}) has been removed; scan another one nearby, and please tell the desk.',
  },
  place_not_on_map: {
    status: 404,
    zh: '地图上还没有标出这个地点；请看楼层指示牌或询问服务台。',
    en: 'This place is not on the map yet; please follow the signs or ask at the desk.',
  },
  no_way: {
    status: 409,
    zh: '目前没有可走的路线，可能有通道或电梯停用；请询问服务台。',
    en: 'There is no way there at the moment, since something is closed; please ask at the desk.',
  },
  no_step_free_way: {
    status: 409,
    zh: '目前没有无台阶的路线；可关闭“无障碍路线”查看其他走法，或请服务台协助。',
    en: 'There is no step-free way there at the moment; turn step-free off to see others, or ask the desk for help.',
  },
} as const satisfies Record<string, ProblemEntry>;
