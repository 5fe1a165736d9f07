import { Metadata, ServerInterceptingCall, type ServerInterceptor, ServerListenerBuilder, status } from "@grpc/grpc-js";

/** Cuts a call off whose message has not come in whole within `timeoutMs` of its headers: a slow or half-open client. */
export function receiveDeadline(timeoutMs: number): ServerInterceptor {
  return (_method, call) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = () => clearTimeout(timer);
    const intercepting: ServerInterceptingCall = new ServerInterceptingCall(call, {
      start: (next) => {
        const listener = new ServerListenerBuilder()
          .withOnReceiveMetadata((metadata, forward) => {
            timer = setTimeout(() => {
              const details = `The message did not arrive within ${timeoutMs} ms.`;
              intercepting.sendStatus({ code: status.DEADLINE_EXCEEDED, details, metadata: new Metadata() });
            }, timeoutMs);
            forward(metadata);
          })
          .withOnReceiveMessage((message, forward) => {
            stop();
            forward(message);
          })
          .withOnCancel(stop)
          .build();
        next(listener);
      },
      sendStatus: (answer, next) => {
        stop();
        next(answer);
      },
    });
    return intercepting;
  };
}
