/** Names that frameworks give to session cookies, and words that people put into theirs. */
const SESSION =
  /(?:^|[^a-z])(?:sess(?:ion)?|sid|ssid|auth|token|jwt|login|remember|identity)(?:$|[^a-z])|sess(?:ion)?_?-?id|session|^(?:PHPSESSID|JSESSIONID|ASP\.NET_SessionId|ASPSESSIONID\w*|connect\.sid|CFID|CFTOKEN|laravel_session|ci_session|_session_id|\.AspNetCore\.\w+|rack\.session|wordpress_logged_in\w*|id_token|access_token|refresh_token)$/i;
/** Set by balancers and analytics; knowing one gives no rights. */
const HARMLESS =
  /affinity|^AWSALB|^(?:_ga|_gid|_fbp|_hj)|sticky|route|^BIGipServer|^ARRAffinity|session_?(?:seen|count|depth|theme)/i;
/** Read by scripts on purpose, so that they can send it back. */
const ANTI_FORGERY = /csrf|xsrf|antiforgery|requestverification/i;

/** True for the name of a cookie that who has it is signed in. */
export function isSessionName(name: string): boolean {
  return SESSION.test(name) && !HARMLESS.test(name) && !ANTI_FORGERY.test(name);
}

/** True for the name of a cookie with a token against cross-site request forgery. */
export function isAntiForgeryName(name: string): boolean {
  return ANTI_FORGERY.test(name);
}
