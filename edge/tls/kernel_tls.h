#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "edge/tls/record_cipher.h"

namespace lossy::edge {

// The kernel's TLS (Documentation/networking/tls.rst of Linux) for the records that the edge sends.
// Thread-safe.

// Returns true if the kernel has its module "tls" loaded.
bool KernelHasTls();

// Makes the kernel seal all bytes that are sent on the TCP socket from now on. Returns false if the
// kernel cannot; the socket is unchanged then.
bool StartKernelTls(int socket, const TrafficKeys& keys);

// Changes the keys of a socket that StartKernelTls has prepared. Returns false before Linux 6.14.
bool ChangeKernelKeys(int socket, const TrafficKeys& keys);

// Sends one record of a type other than kData. Returns what sendmsg() returns.
std::ptrdiff_t SendKernelRecord(int socket, RecordType type, absl::string_view content);

}  // namespace lossy::edge
