import { UPLOAD_MAX_BYTES, UPLOAD_MAX_FILES } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { pathInCodeBase, totalBytes, uploadError } from "./upload.ts";

describe("an upload", () => {
  it("has paths inside the code base, without what others wrote", () => {
    expect(pathInCodeBase({ name: "package-lock.json", webkitRelativePath: "" })).toBe("package-lock.json");
    expect(pathInCodeBase({ name: "go.sum", webkitRelativePath: "shop/api/go.sum" })).toBe("api/go.sum");
    expect(pathInCodeBase({ name: "a.js", webkitRelativePath: "shop/node_modules/a/a.js" })).toBeNull();
    expect(pathInCodeBase({ name: "config", webkitRelativePath: "shop/.git/config" })).toBeNull();
  });

  it("is refused before it is sent when it is too much", () => {
    const file = { path: "a", sizeBytes: 10 };
    expect(uploadError([file])).toBeNull();
    expect(uploadError(Array.from({ length: UPLOAD_MAX_FILES + 1 }, () => file))).toMatch(/201 files/);
    expect(uploadError([file, { path: "b", sizeBytes: UPLOAD_MAX_BYTES }])).toMatch(/in all/);
    expect(totalBytes([file, file])).toBe(20);
  });
});
