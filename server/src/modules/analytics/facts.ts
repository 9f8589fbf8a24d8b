/** The one fact analytics records: that it was rebuilt, and whether that changed anything. */
import { Type } from 'typebox';

export const analyticsFacts = {
  'analytics.rebuilt': Type.Object({ facts: Type.Integer(), visits: Type.Integer(), same: Type.Boolean() }),
};
