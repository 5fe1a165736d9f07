import { DEFAULT_SCAN_LIMITS, type ScanSettings, scanSettingsSchema } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { draftOfSettings, longestError, pathsError, settingsOf } from "./settings-draft.ts";

const settings: ScanSettings = {
  profile: "standard",
  entryPaths: ["/app", "/docs?lang=en"],
  openApi: "/openapi.json",
  limits: DEFAULT_SCAN_LIMITS,
};

describe("the settings of a target in the form", () => {
  it("come back as they went in, and the API takes them", () => {
    const again = settingsOf(draftOfSettings(settings));
    expect(again).toEqual(settings);
    expect(scanSettingsSchema.parse(again)).toEqual(settings);
  });

  it("leave out empty lines, and a document that was not given", () => {
    const draft = { ...draftOfSettings(settings), entryPaths: "\n /a \n\n/b", openApi: "  " };
    expect(settingsOf(draft)).toMatchObject({ entryPaths: ["/a", "/b"], openApi: null });
  });

  it("are nothing while something is wrong", () => {
    const draft = draftOfSettings(settings);
    expect(settingsOf({ ...draft, maxRequests: "" })).toBeNull();
    expect(settingsOf({ ...draft, maxDuration: "3 h" })).toBeNull();
    expect(settingsOf({ ...draft, entryPaths: "https://shop.example.com/" })).toBeNull();
    expect(pathsError("/a b")).toMatch(/no path/);
    expect(pathsError(Array.from({ length: 51 }, () => "/").join("\n"))).toMatch(/51 paths/);
    expect(longestError("soon")).toMatch(/such as/);
  });
});
