import { describe, expect, it } from "vitest";
import { visibleText } from "./visible-text.ts";

describe("visibleText", () => {
  it("leaves ordinary text as it is, tabs and lines included", () => {
    expect(visibleText("Grüße\t<b>名前</b>\n&amp; 👩‍🚀".replace("\u200d", ""))).toBe("Grüße\t<b>名前</b>\n&amp; 👩🚀");
    expect(visibleText("HTTP/1.1 200\r\nserver: x\r\n")).toBe("HTTP/1.1 200\nserver: x\n");
  });

  it("shows what would hide or turn around", () => {
    expect(visibleText("a\u202egnp.exe")).toBe("a⟨U+202E⟩gnp.exe");
    expect(visibleText("pay\u200bpal\u0000\u001b[31m\ufeff")).toBe("pay⟨U+200B⟩pal⟨U+0000⟩⟨U+001B⟩[31m⟨U+FEFF⟩");
    expect(visibleText("a\rb")).toBe("a⟨U+000D⟩b");
  });
});
