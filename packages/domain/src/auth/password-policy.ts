import { AppError } from "@plimsoll/core";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";

const LONG_ENOUGH = 15;
const MIN_LENGTH = 8;
const MAX_LENGTH = 128;
const MIN_SCORE = 3;

let checker: ZxcvbnFactory | undefined;
function getChecker(): ZxcvbnFactory {
  checker ??= new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
  return checker;
}

/**
 * Throws BAD_REQUEST for a password that is easily guessed. A long one (15 characters) needs no more than not to be
 * trivial; a shorter one must take at least 10^8 guesses (zxcvbn score 3), given what is known of the person.
 */
export function assertStrongPassword(password: string, known: readonly string[]): void {
  if (password.length > MAX_LENGTH) {
    throw new AppError("BAD_REQUEST", `A password may have at most ${MAX_LENGTH} characters.`);
  }
  if (password.length < MIN_LENGTH) {
    throw new AppError(
      "BAD_REQUEST",
      `A password needs at least ${MIN_LENGTH} characters; ${LONG_ENOUGH} or more is best.`,
    );
  }
  const words = known.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 2);
  const { score, feedback } = getChecker().check(password, ["plimsoll", ...words]);
  if (score >= MIN_SCORE || (password.length >= LONG_ENOUGH && score >= 2)) return;
  const hint = feedback.warning ? ` (${feedback.warning})` : "";
  throw new AppError(
    "BAD_REQUEST",
    `This password is too easy to guess${hint}. Use ${LONG_ENOUGH} characters or a few unrelated words.`,
  );
}
