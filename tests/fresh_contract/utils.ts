import { createDefine } from "fresh";
export interface State {
  log: string[];
  title?: string;
}
export const define = createDefine<State>();
