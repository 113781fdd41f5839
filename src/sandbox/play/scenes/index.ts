import type { Scene } from "../scene.ts";
import { cadence } from "./cadence/index.ts";
import { close } from "./close/index.ts";
import { manage } from "./manage/index.ts";
import { opening } from "./opening.ts";

/** In the order in which somebody new to the process would want to see them. */
export const SCENES: readonly Scene[] = [opening, manage, cadence, close];
