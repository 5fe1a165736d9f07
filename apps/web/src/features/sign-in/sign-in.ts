import { authClient } from "../../lib/auth-client.ts";

function describe({ status, message }: { status: number; message?: string | undefined }): string {
  if (status === 401) return "That e-mail address and password do not belong together.";
  if (status === 429) return message ?? "There were too many attempts. Wait a minute, then try again.";
  if (status === 0 || status >= 500) return "The instance could not check the password. Try again in a moment.";
  return message ?? "Signing in failed. Check what you typed and try again.";
}

/** Signs in; answers what went wrong in words, or null when nothing did. */
export async function signIn(email: string, password: string): Promise<string | null> {
  try {
    const { error } = await authClient.signIn.email({ email, password });
    return error ? describe({ status: error.status, message: error.message }) : null;
  } catch {
    return describe({ status: 0 }); // No answer at all: the network, or a server that is restarting.
  }
}
