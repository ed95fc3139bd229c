// The memory of the kernel for sockets, by /proc.

import fs from "node:fs";

// Caches of the kernel that have objects for each connection.
const CACHES = /^(TCP|TCPv6|sock_inode_cache|filp|dentry|eventpoll_epi|eventpoll_pwq|ep_head|lsm_file_cache) /;

// `slabinfo` is /proc/slabinfo, which only root reads. Returns bytes.
export function slabBytes(slabinfo) {
  return slabinfo
    .split("\n")
    .filter((line) => CACHES.test(line))
    .map((line) => line.split(/ +/).map(Number))
    .reduce((sum, [, objects, , size]) => sum + objects * size, 0);
}

// Returns undefined if this process may not read it.
export function readKernelBytes() {
  try {
    return slabBytes(fs.readFileSync("/proc/slabinfo", "utf8"));
  } catch {
    return undefined;
  }
}

// Resident bytes of a process, of which `status` is /proc/PID/status.
export function residentBytes(status) {
  return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)[1]) * 1024;
}

export const readResidentBytes = (pid) => residentBytes(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
