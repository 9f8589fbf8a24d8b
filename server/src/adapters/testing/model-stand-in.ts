import { join } from 'node:path';
import { type StandInProcess, startStandIn } from './stand-in-process.ts';

export interface ModelStandIn extends StandInProcess {
  /** Path of `llm.json`. */
  file: string;
}

/** Starts the model's stand-in. Its controls: `/_faults`, `/_says`, `/_heard`, `/_reset`. */
export async function startModelStandIn(): Promise<ModelStandIn> {
  const standIn = await startStandIn('llm');
  return { ...standIn, file: join(standIn.folder, 'llm.json') };
}
