import { describe, expect, it } from "vitest";
import { addressKind } from "./address-kind.ts";

describe("addressKind", () => {
  it.each(["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])("%s is public", (address) => {
    expect(addressKind(address)).toBe("public");
  });

  it.each([
    "127.0.0.1",
    "127.9.9.9",
    "::1",
    "::ffff:127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "::ffff:192.168.1.1",
    "100.64.0.1",
    "fd12:3456::1",
  ])("%s is private", (address) => {
    expect(addressKind(address)).toBe("private");
  });

  it.each([
    "0.0.0.0",
    "::",
    "169.254.169.254",
    "169.254.170.2",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::169.254.169.254",
    "::7f00:1",
    "::10.0.0.1",
    "::8.8.8.8",
    "64:ff9b::169.254.169.254",
    "64:ff9b::8.8.8.8",
    "2002:a9fe:a9fe::1",
    "2001:0:1::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "2001:db8::1",
    // Metadata services elsewhere.
    "168.63.129.16",
    "100.100.100.200",
    "::ffff:100.100.100.200",
    "192.0.0.192",
    "fd00:ec2::254",
    "fd20:ce::254",
  ])("%s is never called", (address) => {
    expect(addressKind(address)).toBe("forbidden");
  });

  it.each(["2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.1", "010.0.0.1", "localhost", "example.com", "", "[::1]"])(
    "%s is no address as sockets write them",
    (text) => {
      expect(addressKind(text)).toBe("forbidden");
    },
  );
});
