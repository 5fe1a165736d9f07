import { Alert } from "@mantine/core";

/** Why what was sent did not work, in words; nothing while there is no reason. */
export function FormError({ message }: { message: string | null }) {
  if (message === null) return null;
  return (
    <Alert color="red" role="alert">
      {message}
    </Alert>
  );
}
