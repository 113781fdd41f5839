// @ts-check
import { toast } from "./toast.js";

/** @typedef {import("../view.ts").PageView} PageView */
/** @typedef {{ said: string[], iid?: number }} Done */
/** @typedef {{ template: string, examples: { name: string, label: string, title: string, description: string }[] }} Forms */

/**
 * @param {{ as: string, issue: number | undefined, channel: string | undefined }} point
 * @returns {Promise<PageView>}
 */
export async function fetchView({ as, issue, channel }) {
  const query = new URLSearchParams({ as });
  if (issue !== undefined) query.set("issue", String(issue));
  if (channel !== undefined) query.set("channel", channel);
  return (await fetch(`/sandbox/api/view?${query}`)).json();
}

/** @returns {Promise<Forms>} */
export async function fetchForms() {
  return (await fetch("/sandbox/api/forms")).json();
}

/**
 * Does something; what GitLab says to it, or why it was refused, is shown. Undefined where it was refused.
 * @param {string} name
 * @param {object} input
 * @returns {Promise<Done | undefined>}
 */
export async function act(name, input) {
  try {
    const response = await fetch(`/sandbox/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    const answer = await response.json();
    if (!response.ok) {
      toast(answer.message, "bad");
      return undefined;
    }
    for (const sentence of answer.said) toast(sentence, "good");
    return answer;
  } catch (error) {
    toast(`The sandbox does not answer: ${error instanceof Error ? error.message : error}`, "bad");
    return undefined;
  }
}
