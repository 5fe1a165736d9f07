import { AppError } from "@plimsoll/core";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";

const LONG_ENOUGH = 15;
const MIN_LENGTH = 8;
const MAX_LENGTH = 128;
const MIN_SCORE = 3;

/** What zxcvbn found, in words; findings that are not here need no more than the general sentence. */
const FINDINGS: Record<string, string> = {
  topTen: "it is one of the ten most used",
  topHundred: "it is one of the hundred most used",
  common: "it is a common one",
  similarToCommon: "it is close to a common one",
  wordByItself: "it is a single word",
  straightRow: "its keys lie in a row",
  keyPattern: "its keys lie in a pattern",
  simpleRepeat: "it repeats a character",
  extendedRepeat: "it repeats a part",
  sequences: "it holds a sequence such as abc",
  dates: "it holds a date",
  recentYears: "it holds a recent year",
  userInputs: "it holds your name or address",
};

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
  const finding = FINDINGS[feedback.warning ?? ""];
  const hint = finding ? `: ${finding}` : "";
  throw new AppError(
    "BAD_REQUEST",
    `This password is too easy to guess${hint}. Use ${LONG_ENOUGH} characters or a few unrelated words.`,
  );
}
