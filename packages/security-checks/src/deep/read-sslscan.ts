import type { FoundFault, Severity } from "@plimsoll/core";
import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import { tlsPlace } from "../transport/target-host.ts";

const flag = z.string().optional();
const reportSchema = z.object({
  document: z.object({
    ssltest: z.object({
      protocol: z.array(z.object({ type: z.string(), version: z.string(), enabled: z.string() })),
      renegotiation: z.object({ supported: flag, secure: flag }).optional(),
      compression: z.object({ supported: flag }).optional(),
      heartbleed: z.array(z.object({ sslversion: z.string(), vulnerable: z.string() })).default([]),
    }),
  }),
});
type Report = z.infer<typeof reportSchema>["document"]["ssltest"];

/**
 * Faults of a report that sslscan 2 writes with `--xml`, but for versions and suites, which are checks of their own. Null for
 * a text that is no such report, as when it could not connect.
 */
export function readSslscan(xml: string): FoundFault[] | null {
  const parsed = reportSchema.safeParse(parseXml(xml));
  if (!parsed.success) return null;
  const report = parsed.data.document.ssltest;
  return [...heartbleed(report), ...sslVersion2(report), ...compression(report), ...renegotiation(report)];
}

function parseXml(xml: string): unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseAttributeValue: false,
    processEntities: false,
    isArray: (name) => name === "protocol" || name === "heartbleed",
  });
  try {
    return parser.parse(xml);
  } catch {
    return null;
  }
}

function heartbleed({ heartbleed: tests }: Report): FoundFault[] {
  const open = tests.filter((test) => test.vulnerable === "1").map((test) => test.sslversion);
  const detail = "Parts of the server's memory can be read by anybody, its private key among them (CVE-2014-0160).";
  return open.length > 0
    ? [fault("heartbleed", "critical", "The server is open to Heartbleed", detail, open.join(", "))]
    : [];
}

function sslVersion2({ protocol }: Report): FoundFault[] {
  const isOn = protocol.some((entry) => entry.type === "ssl" && entry.version === "2" && entry.enabled === "1");
  const detail = "SSL 2 is broken, and traffic of newer versions under the same key can be read with its help (DROWN).";
  return isOn ? [fault("SSLv2", "high", "SSL 2 is spoken", detail, "ssl 2: enabled")] : [];
}

function compression({ compression: found }: Report): FoundFault[] {
  const detail = "What is compressed together with text of an attacker's choice can be guessed by its length (CRIME).";
  return found?.supported === "1"
    ? [fault("CRIME_TLS", "medium", "TLS compression is on", detail, "compression: supported")]
    : [];
}

function renegotiation({ renegotiation: found }: Report): FoundFault[] {
  const detail = "An attacker in between can put requests of his own before those of the client (CVE-2009-3555).";
  return found?.supported === "1" && found.secure === "0"
    ? [
        fault(
          "secure_renego",
          "medium",
          "Insecure renegotiation is taken",
          detail,
          "renegotiation: supported, not secure",
        ),
      ]
    : [];
}

function fault(parameter: string, severity: Severity, title: string, detail: string, text: string): FoundFault {
  return {
    place: tlsPlace(parameter),
    severity,
    title,
    detail,
    evidence: [{ label: "sslscan", text, language: "text" }],
  };
}
