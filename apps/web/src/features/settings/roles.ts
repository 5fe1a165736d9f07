import type { Role } from "@plimsoll/core";

export const ROLES: { value: Role; label: string; means: string }[] = [
  { value: "viewer", label: "Viewer", means: "sees everything but keys and people" },
  {
    value: "member",
    label: "Member",
    means: "sees everything but keys and people, and may change what is not about access",
  },
  { value: "admin", label: "Admin", means: "may do everything, keys and people included" },
];
