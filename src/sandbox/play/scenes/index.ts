import type { Scene } from "../scene.ts";
import { cadence } from "./cadence/index.ts";
import { close } from "./close/index.ts";
import { manage } from "./manage/index.ts";
import { opening } from "./opening.ts";
import { whole } from "./whole/index.ts";

/** In the order in which somebody new to the process would want to see them; the first is played where none is named. */
export const SCENES: readonly Scene[] = [whole, opening, manage, cadence, close];
