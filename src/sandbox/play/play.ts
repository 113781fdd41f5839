import type { Sandbox } from "../start.ts";
import { createNarrator } from "./narrator.ts";
import type { Scene } from "./scene.ts";

/** Plays a scene and tells it. Answers whether everything came out as it should. */
export async function play(scene: Scene, sandbox: Sandbox, write: (line: string) => void): Promise<boolean> {
  const narrator = createNarrator(write);
  const outcomes = await scene.play(sandbox, narrator);
  const failed = outcomes.filter(({ instead }) => instead !== undefined);

  narrator.chapter("So it has to be");
  narrator.outcomes(outcomes);
  write("");
  write(
    failed.length === 0
      ? `All ${outcomes.length} as they should be.`
      : `${failed.length} of ${outcomes.length} are not as they should be.`,
  );
  return failed.length === 0;
}
