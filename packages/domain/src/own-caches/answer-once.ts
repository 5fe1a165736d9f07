import type { Platform } from "../platform.ts";
import type { OwnCaches } from "./own-caches.ts";
import { sharedQuestion } from "./shared-question.ts";

interface Question {
  projectId: string;
  from: string;
  to: string;
  signal?: AbortSignal | undefined;
}

/**
 * The answer to a question, of five seconds ago at most; who asks what somebody else is asking waits for the same
 * answer. `ask` gets the question with its ends moved to what others ask, too, and a signal for when nobody waits.
 */
export function answerOnce<Asked extends Question, Answer>(
  { caches }: Pick<Platform, "caches">,
  name: Parameters<OwnCaches["answers"]>[0],
  asked: Asked,
  ask: (question: Asked) => Promise<Answer>,
): Promise<Answer> {
  const { question, key } = sharedQuestion(asked);
  return caches
    .answers(name)
    .getOrSet(key, ({ signal }) => ask({ ...question, signal }), asked.signal ? { signal: asked.signal } : {});
}
