/** Set by our own server from the socket (or a trusted proxy's header); whatever a client sends in it is replaced. */
export const CLIENT_IP_HEADER = "x-plimsoll-client-ip";
