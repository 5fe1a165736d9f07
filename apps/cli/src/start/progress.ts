const isTerminal = Boolean(process.stdout.isTTY) && !process.env["NO_COLOR"];
const paint = (code: number, text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

export const dim = (text: string) => paint(2, text);
export const bold = (text: string) => paint(1, text);
const green = (text: string) => paint(32, text);
const red = (text: string) => paint(31, text);
const amber = (text: string) => paint(33, text);

/** One line a step, with how long it took. */
export async function step<T>(label: string, work: () => Promise<T>, describe: (result: T) => string): Promise<T> {
  const begin = performance.now();
  try {
    const result = await work();
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`  ${green("✓")} ${label.padEnd(12)} ${describe(result)} ${dim(`${seconds} s`)}`);
    return result;
  } catch (error) {
    console.log(`  ${red("✗")} ${label}`);
    throw error;
  }
}

export function warn(text: string): void {
  console.log(`  ${amber("!")} ${text}`);
}

export function note(text: string): void {
  console.log(`  ${green("✓")} ${text}`);
}
