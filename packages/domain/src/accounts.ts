// People and sign-in. Apart from the rest of the domain, because only web and the command need it and it is heavy to load.
export { type Auth, createAuth } from "./auth/auth.ts";
export * from "./auth/ensure-first-admin.ts";
export * from "./auth/first-admin.ts";
export { assertStrongPassword } from "./auth/password-policy.ts";
export { resolvePrincipal } from "./auth/resolve-principal.ts";
export { createPerson } from "./people/create-person.ts";
export { listPeople } from "./people/list-people.ts";
export { removePerson } from "./people/remove-person.ts";
export * from "./people/sessions.ts";
export { setRole } from "./people/set-role.ts";
