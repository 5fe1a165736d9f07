"use client";

import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { setLeaveGuard } from "./leave-guard.ts";

type Go = () => void;

/** The link that a click follows to another page of the console in this tab; null for any other click. */
function linkOf(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.target === "_blank" || link.origin !== window.location.origin) return null;
  return link.pathname === window.location.pathname ? null : link;
}

/**
 * Asks before what is unsaved is left behind: by a link, a key, the palette, the browser's way back, or by closing the
 * tab. Answers the question to be drawn.
 * @param what was changed, such as `this load test`
 */
export function useLeaveGuard(unsaved: boolean, what: string): ReactNode {
  const [go, setGo] = useState<Go | null>(null);

  useEffect(() => {
    if (!unsaved) return;
    let passing = false;
    const ask = (next: Go) =>
      setGo(() => () => {
        passing = true;
        next();
      });
    const onClick = (event: MouseEvent) => {
      const link = linkOf(event);
      if (!link || passing) return;
      event.preventDefault();
      event.stopPropagation();
      ask(() => link.click());
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    // One more entry for this very page: the first way back leads to it and leaves time to ask.
    const stay = () => window.history.pushState(window.history.state, "", window.location.href);
    const onPop = () => {
      if (passing) return;
      stay();
      ask(() => window.history.go(-2));
    };
    stay();
    setLeaveGuard(ask);
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onUnload);
    window.addEventListener("popstate", onPop);
    return () => {
      setLeaveGuard(null);
      document.removeEventListener("click", onClick, true);
      window.removeEventListener("beforeunload", onUnload);
      window.removeEventListener("popstate", onPop);
    };
  }, [unsaved]);

  return <LeaveQuestion what={what} go={go} onStay={() => setGo(null)} />;
}

function LeaveQuestion({ what, go, onStay }: { what: string; go: Go | null; onStay: () => void }) {
  const leave = () => {
    onStay();
    go?.();
  };
  return (
    <Modal opened={go !== null} onClose={onStay} title="Leave without saving?">
      <p style={{ margin: "0 0 16px" }}>What you have changed in {what} is lost then.</p>
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onStay} data-autofocus>
          Stay
        </Button>
        <Button color="red" onClick={leave}>
          Leave and lose the changes
        </Button>
      </Group>
    </Modal>
  );
}
